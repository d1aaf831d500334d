using FunctionalNet.Lowering;
using FunctionalNet.Schemas;

namespace FunctionalNet.OnnxTests.Schemas;

/// <summary>The file of schemas can be parsed completely and covers every supported operator.</summary>
public class SchemaFileTests
{
    private const int Newest = 28;

    [Fact]
    public void Every_line_is_understood()
    {
        var all = OperatorSchemas.All.ToList();
        Assert.Equal(619, all.Count);
        Assert.Equal(all.Count, all.Distinct(new ByName()).Count());
        Assert.All(
            all,
            schema =>
            {
                Assert.InRange(schema.Since, 1, Newest);
                Assert.All(schema.Inputs.SkipLast(1), formal => Assert.False(formal.IsRepeated));
                Assert.All(schema.Inputs.Concat(schema.Outputs), formal => Assert.NotEmpty(formal.Types));
                Assert.All(
                    schema.Attributes.Values,
                    attribute => Assert.False(attribute.IsRequired && attribute.Default is not null)
                );
            }
        );
    }

    [Fact]
    public void Every_operator_that_is_read_has_its_schemas() =>
        Assert.All(
            Lowerings.Names,
            name =>
            {
                Assert.NotNull(OperatorSchemas.Of(Domain(name), name, Newest));
                Assert.Null(OperatorSchemas.Of(Domain(name), name, 0));
            }
        );

    [Fact]
    public void A_schema_holds_from_its_opset_to_the_next()
    {
        Assert.Equal(
            [1, 1, 6, 6, 11, 12, 13, 13],
            new long[] { 1, 5, 6, 10, 11, 12, 13, 26 }.Select(opset =>
                OperatorSchemas.Of(string.Empty, "Clip", opset)!.Since
            )
        );
        Assert.Equal(3.4028235E+38, OperatorSchemas.Of(string.Empty, "Clip", 6)!.Attributes["max"].Default);
        Assert.Equal<string>(
            ["Tanh", "Tanh"],
            (string[])OperatorSchemas.Of(string.Empty, "RNN", 7)!.Attributes["activations"].Default!
        );
        Assert.Null(OperatorSchemas.Of(string.Empty, "Gelu", 19));
        Assert.Equal(20, OperatorSchemas.First(string.Empty, "Gelu"));
        Assert.True(OperatorSchemas.Of(string.Empty, "Scatter", 11)!.IsDeprecated);
    }

    private static string Domain(string name) =>
        name switch
        {
            "Adam" or "Adagrad" or "Momentum" or "Gradient" => "ai.onnx.preview.training",
            "FlexAttention" => "ai.onnx.preview",
            _ => string.Empty,
        };

    private sealed class ByName : IEqualityComparer<OperatorSchema>
    {
        public bool Equals(OperatorSchema? x, OperatorSchema? y) => Key(x) == Key(y);

        public int GetHashCode(OperatorSchema schema) => Key(schema).GetHashCode();

        private static (string? Domain, string? Name, int? Since) Key(OperatorSchema? schema) =>
            (schema?.Domain, schema?.Name, schema?.Since);
    }
}
