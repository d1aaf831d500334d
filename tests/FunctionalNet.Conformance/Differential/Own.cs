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

/// <summary>One of this library's executors.</summary>
internal enum Executor
{
    /// <summary>The planned one.</summary>
    Plan,

    /// <summary>One operator after the other.</summary>
    Eager,

    /// <summary>The slow one.</summary>
    Reference,
}

/// <summary>A model that this library has read, with the data for it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Data">The data by the names of inputs.</param>
/// <param name="IsDouble">Whether it computes in double, as for files of doubles.</param>
internal sealed record Own(OnnxModel Model, ImmutableDictionary<string, Tensor<double>> Data, bool IsDouble)
{
    /// <summary>Reads it. The error has the code of what is not supported where it says so.</summary>
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

    /// <summary>Gets a value indicating whether it computes in double, because of its types or, once it has run, of its whole numbers.</summary>
    public bool NeedsDouble => IsDouble || isInexact;

    /// <summary>The outputs, in the number type that <c>fnet verify</c> takes; an error where the data are refused.</summary>
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

    /// <summary>The outputs in a number type, for data that may be moved.</summary>
    /// <exception cref="InexactNumberException">The type does not hold a whole number.</exception>
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
