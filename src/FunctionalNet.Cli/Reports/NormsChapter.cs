using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Reports;

/// <summary>The norms of weights and gradients, by path.</summary>
internal static class NormsChapter
{
    // With more lines than these only the first are initially visible.
    private const int MaxShown = 8;

    /// <summary>The chapter.</summary>
    public static Chapter Of(TrainState<float> state, IReadOnlyList<EpochNorms> norms) =>
        new(
            "weights",
            "The weights and their gradients",
            [
                .. norms.Count == 0
                    ? Array.Empty<Block>()
                    :
                    [
                        Curves(
                            "norm of the gradient",
                            norms,
                            epoch => epoch.Gradients,
                            "The Euclidean norm of the loss's gradient for each parameter after each epoch, on the first batch. Where one dies away to nothing, its layer no longer learns; where one grows from epoch to epoch, the rate is too high."
                        ),
                        Curves(
                            "norm of the weights",
                            norms,
                            epoch => epoch.Weights,
                            "The Euclidean norm of each parameter after each epoch."
                        ),
                    ],
                new Charts.Table(
                    "Each parameter by its path, with its root mean square and its largest element.",
                    ["path", "shape", "elements", "root mean square", "largest"],
                    [
                        .. state.Parameters.Select(parameter =>
                            Charts.Table.Row([
                                parameter.Key,
                                $"{parameter.Value.Shape}",
                                parameter.Value.Length.ToString("N0", CultureInfo.InvariantCulture),
                                Number(TensorPrimitives.Norm(parameter.Value.Span) / Math.Sqrt(parameter.Value.Length)),
                                Number(Math.Abs(TensorPrimitives.MaxMagnitude(parameter.Value.Span))),
                            ])
                        ),
                    ]
                ),
            ]
        );

    private static Figure Curves(
        string title,
        IReadOnlyList<EpochNorms> norms,
        Func<EpochNorms, ImmutableSortedDictionary<string, double>> of,
        string caption
    )
    {
        // Matrices before biases, which are many and less interesting.
        string[] paths = [.. of(norms[0]).Keys.OrderBy(path => path.EndsWith("bias", StringComparison.Ordinal))];
        return new(
            new(
                title,
                Axis.Around("epoch", norms.Select(epoch => (double)epoch.Epoch)),
                Axis.Around(title, norms.SelectMany(epoch => of(epoch).Values), isLogarithmic: true),
                [
                    .. paths.Select(
                        (path, i) =>
                            new Line(
                                path,
                                Chart.Color(i, Math.Min(paths.Length, MaxShown)),
                                [.. norms.Select(epoch => new Point(epoch.Epoch, of(epoch)[path]))],
                                HasDots: norms.Count <= MaxShown
                            )
                            {
                                IsHidden = i >= MaxShown,
                            }
                    ),
                ]
            ),
            caption
        );
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
