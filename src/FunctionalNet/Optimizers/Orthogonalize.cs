using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Brings the singular values of each matrix near 1, by Newton-Schulz iterations of X = G / ‖G‖: X = a X + b A X + c A² X with
/// A = X Xᵀ; then u = X √max(1, out / in).
/// </summary>
/// <remarks>
/// Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024, whose a, b, c = 3.4445, -4.7750, 2.0315 bring
/// them between 0.7 and 1.2 in 5 iterations rather than to 1. It computes in bfloat16, we in the number type of the training. Of weights
/// [in, out] each is a matrix; filters [out, in, ...] are taken as [out, in · ...]; vectors and scalars stay as they are.
/// </remarks>
/// <param name="Iterations">The number of iterations.</param>
public sealed record Orthogonalize(int Iterations = 5) : Transform
{
    /// <summary>Gets the number of iterations.</summary>
    public int Iterations { get; } = Ranges.Count(Iterations);

    private const double A = 3.4445;
    private const double B = -4.7750;
    private const double C = 2.0315;

    // Keeps a gradient of 0 at 0.
    private const double Least = 1e-7;

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => update.Parameter.Shape.Rank < 2 ? update : update.With(Orthogonal(update.Value)))];

    private Expr Orthogonal(Expr g)
    {
        var shape = g.Shape;
        var matrix = shape.Rank == 2 ? g : g.Reshape(new Shape(shape[0], shape[1..].Size));
        var (rows, columns) = (matrix.Shape[0].Size, matrix.Shape[1].Size);
        var (outputs, inputs) = shape.Rank == 2 ? (columns, rows) : (rows, columns);

        // X Xᵀ is the smaller for it.
        var isTall = rows > columns;
        var x = isTall ? matrix.Transpose() : matrix;
        x /= x.ReduceL2() + Least;
        for (var i = 0; i < Iterations; i++)
        {
            var square = x.MatMul(x.Transpose());
            x = (A * x) + ((B * square) + (C * square.MatMul(square))).MatMul(x);
        }

        x = (isTall ? x.Transpose() : x) * Math.Sqrt(Math.Max(1, (double)outputs / inputs));
        return shape.Rank == 2 ? x : x.Reshape(shape);
    }
}

/// <content>Orthogonalize.</content>
public static partial class Net
{
    /// <summary>Brings the singular values of each matrix near 1, by Newton-Schulz iterations.</summary>
    /// <example><code>Transform muon = Momentum(0.95, nesterov: true) >> Orthogonalize() >> ScaleByLearningRate(0.02);</code></example>
    public static Transform Orthogonalize(int iterations = 5) => new Orthogonalize(iterations);
}
