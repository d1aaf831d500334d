using FunctionalNet.Execution;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Runs a layer on the recorded input and parameters: its output, its gradients and its next state.</summary>
internal static class LayerRun
{
    public static IEnumerable<string?> Differences(Drawn one)
    {
        var layer = Made.Of<Layer>(one.Make);
        var trace = new Trace(one.Json.GetProperty("training").GetBoolean());
        var x = Expr.Input("x", one.Shape("shape"), layer.InputType);
        var y = layer.Apply(trace.Root, x);
        if (y.Shape != one.Shape("result"))
        {
            return [$"the shape is {y.Shape} instead of {one.Shape("result")}"];
        }

        Expr[] Of(VariableKind kind) => [.. trace.Variables.Where(v => v.Variable!.Kind == kind)];
        var (parameters, slots) = (Of(VariableKind.Parameter), Of(VariableKind.Slot));
        var (given, slopes, nexts) = (one.ByPath("parameters"), one.ByPath("slopes"), one.ByPath("slots"));
        var paths = Paths(parameters).ToHashSet(StringComparer.Ordinal);
        paths.SymmetricExceptWith(given.Keys);
        string[] unknown = [.. paths];
        if (unknown.Length > 0)
        {
            return [$"the parameters differ in {string.Join(", ", unknown)}"];
        }

        Expr[] sources = x.IsFloat ? [x, .. parameters] : parameters;
        Expr[] kept = [.. slots.Where(trace.Nexts.ContainsKey)];
        var graph = new Graph(
            [x, .. parameters, .. slots],
            [y, .. Gradient.Of(y, sources, Flow(y.Shape)), .. kept.Select(slot => trace.Nexts[slot])]
        );
        Tensor<double>[] values =
        [
            one.Tensor("x", "shape"),
            .. parameters.Select(p => new Tensor<double>(p.Shape, given[p.Variable!.Path])),
            .. slots.Select(slot => Start(one, slot)),
        ];
        var results = new Queue<Tensor<double>>(Plan<double>.Compile(graph).Run(values));
        List<string?> differences = [Near.Difference("y", one.Numbers("y"), results.Dequeue().Span)];
        if (x.IsFloat)
        {
            differences.Add(Near.Difference("dx", one.Numbers("dx"), results.Dequeue().Span));
        }

        foreach (var path in Paths(parameters))
        {
            differences.Add(Near.Difference($"the slope of {path}", slopes[path], results.Dequeue().Span));
        }

        foreach (var path in Paths(kept))
        {
            differences.Add(Near.Difference($"the next {path}", nexts[path], results.Dequeue().Span));
        }

        return differences;
    }

    /// <summary>The cotangent of the output, the same as in drawing.py.</summary>
    public static Expr Flow(Shape shape) =>
        Ops.Constant(shape, [.. Enumerable.Range(0, shape.Size).Select(i => ((i * 7 % 11) - 5.5) / 4)]);

    private static IEnumerable<string> Paths(Expr[] variables) => variables.Select(one => one.Variable!.Path);

    // State that the record does not give is initialized by the layer.
    private static Tensor<double> Start(Drawn one, Expr slot)
    {
        if (one.Json.TryGetProperty("starts", out _))
        {
            return new(slot.Shape, one.ByPath("starts")[slot.Variable!.Path]);
        }

        var start = new Tensor<double>(slot.Shape);
        slot.Variable!.Initializer!.Fill(slot.Shape, 1, start.Writable);
        return start;
    }
}
