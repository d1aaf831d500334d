using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Cli.Verify;

/// <summary>What runs a model on data for its inputs.</summary>
internal static class Engine
{
    private static readonly ImmutableArray<string> OrtTypes = ["Float", "Double", "Int32", "Int64", "Bool"];

    /// <summary>The outputs by this library, in the number type of the file's inputs and outputs.</summary>
    public static Either<Error, ImmutableArray<Tensor<double>>> Own(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    ) => model.Types.Contains("Double", StringComparer.Ordinal) ? Own<double>(model, data) : Own<float>(model, data);

    /// <summary>The outputs by this library.</summary>
    /// <typeparam name="T">The number type to compute in.</typeparam>
    public static Either<Error, ImmutableArray<Tensor<double>>> Own<T>(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        OnnxModel.Load(model.Path, new ImportOptions { Values = data }).Bind(imported => Own<T>(imported, data));

    /// <summary>The outputs by ONNX Runtime, which computes in the types of the file.</summary>
    public static Either<Error, ImmutableArray<Tensor<double>>> Ort(
        ModelCase model,
        ImmutableDictionary<string, Tensor<double>> data
    ) =>
        model.Types.FirstOrDefault(type => !OrtTypes.Contains(type, StringComparer.Ordinal)) is { } other
            ? Error.New(OnnxModel.UnsupportedCode, $"{other}: tensors of this type are not handed to ONNX Runtime")
            : OnnxPredictor
                .Load(model.Path)
                .Bind(predictor =>
                {
                    using (predictor)
                    {
                        return Tried(() =>
                            predictor.Run<double>([.. predictor.Inputs.Select(input => Given(input.Name, data))])
                        );
                    }
                });

    /// <summary>The same numbers in another type.</summary>
    public static Tensor<TTo> Convert<TFrom, TTo>(Tensor<TFrom> tensor)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo> =>
        new(tensor.Shape, [.. tensor.Span.ToArray().Select(TTo.CreateChecked)]);

    private static Either<Error, ImmutableArray<Tensor<double>>> Own<T>(
        OnnxModel model,
        ImmutableDictionary<string, Tensor<double>> data
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stored = model.Values<T>();
        return Tried(() =>
            [
                .. Plan<T>
                    .Compile(model.Graph)
                    .Run([
                        .. model.Graph.Inputs.Select(input =>
                            data.TryGetValue(input.Variable!.Path, out var given)
                                ? Convert<double, T>(given)
                                : stored.GetValueOrDefault(input.Variable.Path)
                                    ?? throw new FormatException($"nothing is given for '{input.Variable.Path}'")
                        ),
                    ])
                    .Select(Convert<T, double>),
            ]
        );
    }

    private static Tensor<double> Given(string name, ImmutableDictionary<string, Tensor<double>> data) =>
        data.GetValueOrDefault(name) ?? throw new FormatException($"nothing is given for '{name}'");

    private static Either<Error, ImmutableArray<Tensor<double>>> Tried(Func<ImmutableArray<Tensor<double>>> run)
    {
        try
        {
            return run();
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or ArithmeticException
                        or OnnxRuntimeException
            )
        {
            return Error.New(error.Message);
        }
    }
}
