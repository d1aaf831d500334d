using FunctionalNet.Cli.Reports;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Reports;

/// <summary>Models drawn as boxes and lines.</summary>
public class ModelGraphTests
{
    [Fact]
    public void A_chain_is_a_column_of_its_layers()
    {
        var graph = Of(Dense(256) >> Gelu() >> Dropout(0.3) >> Dense(10), new(64));
        Assert.Equal(
            [
                new("input", "[n, 64]"),
                new("Dense(256)", "[n, 256] · 16,640 weights"),
                new("Gelu()", "[n, 256]"),
                new("Dense(10)", "[n, 10] · 2,570 weights"),
            ],
            graph.Boxes
        );
        Assert.Equal([(0, 1), (1, 2), (2, 3)], graph.Flows);
    }

    [Fact]
    public void A_way_around_meets_what_it_goes_around()
    {
        var graph = Of(Dense(4) >> Residual(Dense(4) >> Tanh()) >> Dense(2), new(3));
        Assert.Equal(
            ["input", "Dense(4)", "Dense(4)", "Tanh()", "Add", "Dense(2)"],
            graph.Boxes.Select(box => box.Title),
            StringComparer.Ordinal
        );
        Assert.Equal(
            [(0, 1), (1, 2), (2, 3), (1, 4), (3, 4), (4, 5)],
            graph.Flows.OrderBy(flow => (flow.To, flow.From))
        );
    }

    [Fact]
    public void Nothing_is_read_before_it_is_there_however_deep_the_model()
    {
        var blocks = Enumerable
            .Repeat(TransformerBlock(2, hidden: 16, causal: true), 12)
            .Aggregate((Layer)Dense(8), (all, one) => all >> one);
        var graph = Of(Embedding(20, 8) >> blocks >> Dense(20), new(6));
        Assert.InRange(graph.Boxes.Count, 15, 60);
        Assert.All(graph.Flows, flow => Assert.True(flow.From < flow.To));
    }

    [Fact]
    public void Boxes_of_a_row_stand_apart_and_below_what_they_read()
    {
        (int From, int To)[] flows = [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 5), (4, 5), (0, 5), (5, 6), (1, 6)];
        var layout = new Layout([100, 180, 120, 90, 100, 60, 100], flows);
        Assert.Equal(5, layout.Rows);
        Assert.All(flows, flow => Assert.True(layout.Boxes[flow.From].Row < layout.Boxes[flow.To].Row));
        Assert.All(
            layout.Lines.SelectMany(line => line).Distinct().GroupBy(place => place.Row),
            row =>
            {
                Layout.Place[] places = [.. row.OrderBy(place => place.X)];
                Assert.All(
                    places.Skip(1),
                    (place, i) => Assert.True(place.X - (place.Width / 2) >= places[i].X + (places[i].Width / 2) + 20)
                );
                Assert.All(
                    places,
                    place => Assert.InRange(place.X, place.Width / 2, layout.Width - (place.Width / 2) + 1e-9)
                );
            }
        );
        Assert.All(layout.Lines, line => Assert.Equal(line.Length - 1, line[^1].Row - line[0].Row));
    }

    private static ModelGraph Of(Layer layer, Shape input) =>
        ModelGraph.Of(Training.Of(layer, SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, input).Model);
}
