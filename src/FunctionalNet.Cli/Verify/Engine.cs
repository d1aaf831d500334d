using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Cli.Verify;

/// <summary>An engine that runs a model on inputs.</summary>
internal static class Engine
{
    /// <summary>
    /// The outputs of this library, in the number type of the file's inputs and outputs; in double too if its integers exceed float32.
    /// </summary>
    public static Either<Error, ImmutableArray<TypedTensor>> Own(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    )
    {
        try
        {
            return model.Types.Contains("Double", StringComparer.Ordinal)
                ? Own<double>(model, data)
                : Imported(model, data).Bind(imported => Run<float>(imported, data));
        }
        catch (InexactNumberException)
        {
            return Own<double>(model, data);
        }
    }

    /// <summary>The outputs of this library.</summary>
    /// <typeparam name="T">The number type to compute in.</typeparam>
    public static Either<Error, ImmutableArray<TypedTensor>> Own<T>(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Exactly(() => Imported(model, data).Bind(imported => Run<T>(imported, data)));

    /// <summary>The outputs of ONNX Runtime, which computes in the types of the file.</summary>
    public static Either<Error, ImmutableArray<TypedTensor>> Ort(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    ) =>
        Exactly(() =>
            (
                IntegerDivision.Find(model.Path, data) is { } wrong
                    ? Error.New(OnnxModel.UnsupportedCode, wrong)
                    : OnnxPredictor.Load(model.Path)
            ).Bind(predictor =>
            {
                using (predictor)
                {
                    return Tried(() =>
                        [
                            .. predictor
                                .Run(data)
                                .Zip(predictor.OutputTypes, (output, type) => new TypedTensor(type, output)),
                        ]
                    );
                }
            })
        );

    /// <summary>The same numbers in another type.</summary>
    public static Tensor<TTo> Convert<TFrom, TTo>(Tensor<TFrom> tensor)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo> =>
        new(tensor.Shape, [.. tensor.Span.ToArray().Select(TTo.CreateChecked)]);

    /// <summary>The numbers of an input in the number type of an executor.</summary>
    /// <exception cref="InexactNumberException">The type cannot represent one of the integers.</exception>
    public static Tensor<T> Convert<T>(Tensor<double> given, ElementType element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        element == ElementType.Int64
            ? new(given.Shape, [.. given.Span.ToArray().Select(WholeNumbers.Exact<T>)])
            : Convert<double, T>(given);

    private static Either<Error, ImmutableArray<TypedTensor>> Exactly(
        Func<Either<Error, ImmutableArray<TypedTensor>>> run
    )
    {
        try
        {
            return run();
        }
        catch (InexactNumberException error)
        {
            return Error.New(OnnxModel.UnsupportedCode, $"whole numbers: {error.Message}");
        }
    }

    private static Either<Error, OnnxModel> Imported(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    ) => OnnxModel.Load(model.Path, new ImportOptions { Values = data });

    private static Either<Error, ImmutableArray<TypedTensor>> Run<T>(
        OnnxModel model,
        ImmutableDictionary<string, Tensor<double>> data
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // An input that was only a bound, known at import, may be a number that no executor holds.
        var read = Expr.Sort(model.Graph.Outputs).ToHashSet();
        var stored = model.Values<T>();
        return Tried(() =>
            [
                .. Plan<T>
                    .Compile(model.Graph)
                    .Run([
                        .. model.Graph.Inputs.Select(input =>
                            !read.Contains(input) ? new Tensor<T>(input.Shape)
                            : data.TryGetValue(input.Variable!.Path, out var given)
                                ? Convert<T>(given, input.Type.Element)
                            : stored.GetValueOrDefault(input.Variable.Path)
                                ?? throw new FormatException($"nothing is given for '{input.Variable.Path}'")
                        ),
                    ])
                    .Zip(model.OutputTypes, (output, type) => new TypedTensor(type, Convert<T, double>(output))),
            ]
        );
    }

    private static Either<Error, ImmutableArray<TypedTensor>> Tried(Func<ImmutableArray<TypedTensor>> run)
    {
        try
        {
            return run();
        }
        catch (Exception error)
            when (error is FormatException or InvalidOperationException or ArgumentException or OnnxRuntimeException
                || error is ArithmeticException and not InexactNumberException
            )
        {
            return Error.New(error.Message);
        }
    }
}
