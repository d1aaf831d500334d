namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Structural equality of graphs: the same operators on the same operands, with the same sharing.</summary>
internal static class SameGraph
{
    /// <summary>Asserts that two graphs are equal; constants may be rounded to the file's number type.</summary>
    public static void Check(Graph expected, Graph actual, Precision precision)
    {
        var partner = new Dictionary<Expr, Expr>();
        var taken = new HashSet<Expr>();
        Assert.Equal(expected.Inputs.Length, actual.Inputs.Length);
        Assert.Equal(expected.Outputs.Length, actual.Outputs.Length);
        foreach (var (e, a) in expected.Inputs.Zip(actual.Inputs))
        {
            Assert.Equal((e.Variable!.Kind, e.Variable.Path, e.Type), (a.Variable!.Kind, a.Variable.Path, a.Type));
            partner[e] = a;
        }

        var open = new Stack<(Expr Expected, Expr Actual)>(expected.Outputs.Zip(actual.Outputs));
        while (open.TryPop(out var pair))
        {
            var (e, a) = pair;
            if (e.Op is Constant known)
            {
                Assert.Equal(e.Type, a.Type);
                Assert.Equal(known.Values.Select(v => Rounded(v, e, precision)), Assert.IsType<Constant>(a.Op).Values);
                continue;
            }

            if (partner.TryGetValue(e, out var before))
            {
                Assert.Same(before, a);
                continue;
            }

            Assert.True(taken.Add(a), $"{a} stands for two expressions");
            partner[e] = a;
            Assert.Equal(e.Op, a.Op);
            Assert.Equal(e.Type, a.Type);
            Assert.Equal(e.Inputs.Length, a.Inputs.Length);
            foreach (var operands in e.Inputs.Zip(a.Inputs))
            {
                open.Push(operands);
            }
        }
    }

    private static double Rounded(double value, Expr expr, Precision precision) =>
        expr.IsFloat && precision == Precision.Float32 ? (float)value : value;
}
