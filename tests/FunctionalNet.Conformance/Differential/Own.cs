using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;
using FunctionalNet.Execution;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The executors of this library.</summary>
internal enum Executor
{
    /// <summary>The planned executor.</summary>
    Plan,

    /// <summary>The executor that runs one operator at a time.</summary>
    Eager,

    /// <summary>The slow reference executor.</summary>
    Reference,
}

/// <summary>A model read by this library, with its data.</summary>
/// <param name="Model">The model.</param>
/// <param name="Data">The data by the names of the inputs.</param>
/// <param name="IsDouble">Whether it is computed in double, as files with doubles are.</param>
internal sealed record Own(OnnxModel Model, ImmutableDictionary<string, Tensor<double>> Data, bool IsDouble)
{
    /// <summary>Reads a case; an error for an unsupported feature has the corresponding code.</summary>
    public static Either<Error, Own> Read(Case one)
    {
        try
        {
            var data = one.Values;
            var isDouble = one
                .Data.Concat(one.Model.Graph.Initializer)
                .Any(tensor => tensor.DataType == (int)Onnx.TensorProto.Types.DataType.Double);
            return OnnxModel
                .Parse(one.Model.ToByteArray(), "model", new ImportOptions { Values = data })
                .Map(model => new Own(
                    model,
                    data,
                    isDouble || model.OutputTypes.Contains("Double", StringComparer.Ordinal)
                ));
        }
        catch (UnsupportedException error)
        {
            return Error.New(OnnxModel.UnsupportedCode, error.Message);
        }
    }

    private bool isInexact;

    /// <summary>
    /// Gets a value indicating whether double is needed, because of the types or, after a run, because of integers that float32 cannot
    /// hold.
    /// </summary>
    public bool NeedsDouble => IsDouble || isInexact;

    /// <summary>The outputs in the number type that <c>fnet verify</c> would choose; an error if the data are refused.</summary>
    public Either<Error, ImmutableArray<TypedTensor>> Run(Executor executor)
    {
        try
        {
            if (IsDouble)
            {
                return Run<double>(executor);
            }

            try
            {
                return Run<float>(executor);
            }
            catch (InexactNumberException)
            {
                isInexact = true;
                return Run<double>(executor);
            }
        }
        catch (InexactNumberException error)
        {
            return Error.New(OnnxModel.UnsupportedCode, $"whole numbers: {error.Message}");
        }
    }

    /// <summary>The outputs in a given number type, also for perturbed data.</summary>
    /// <exception cref="InexactNumberException">The type cannot hold an integer exactly.</exception>
    public Either<Error, ImmutableArray<TypedTensor>> Run<T>(Executor executor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            var (graph, stored) = (Model.Graph, Model.Values<T>());
            Tensor<T>[] inputs =
            [
                .. graph.Inputs.Select(input =>
                    Data.TryGetValue(input.Variable!.Path, out var given)
                        ? Engine.Convert<T>(given, input.Type.Element)
                        : stored[input.Variable.Path]
                ),
            ];
            var outputs = executor switch
            {
                Executor.Eager => Eager.Run(graph, inputs),
                Executor.Reference => Reference.Run(graph, inputs),
                _ => Plan<T>.Compile(graph, threads: 1).Run(inputs),
            };
            return outputs
                .Zip(Model.OutputTypes, (output, type) => new TypedTensor(type, Engine.Convert<T, double>(output)))
                .ToImmutableArray();
        }
        catch (Exception error)
            when (error is FormatException or InvalidOperationException or ArgumentException
                || error is ArithmeticException and not InexactNumberException
            )
        {
            return Error.New(error.Message);
        }
    }
}
