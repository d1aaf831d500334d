using System.Collections.Immutable;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Cases;

/// <summary>A model with test data for its inputs, in the layout of ONNX's backend tests.</summary>
/// <param name="Path">The model's file.</param>
/// <param name="Operators">The operators of its graph, without duplicates.</param>
/// <param name="Types">The types of inputs and outputs in the file.</param>
/// <param name="Inputs">The names of its inputs in order, without those that have an initializer.</param>
/// <param name="AllInputs">The names of its inputs, including those that have an initializer.</param>
/// <param name="Outputs">The names of its outputs.</param>
internal sealed record ModelCase(
    string Path,
    ImmutableArray<string> Operators,
    ImmutableArray<string> Types,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> AllInputs,
    ImmutableArray<string> Outputs
)
{
    /// <summary>
    /// Inspects a model. If an input or output is no tensor of numbers or bools, the error has the code for unsupported features.
    /// </summary>
    public static Either<Error, ModelCase> Load(string path)
    {
        try
        {
            var model = NotOnnx.Parse(RegularFile.ReadAllBytes(path));
            var graph = model.Graph ?? throw new FormatException("it holds no graph");
            var stored = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var value in graph.Input.Concat(graph.Output))
            {
                FileLocation.At(
                    $"'{value.Name}'",
                    () =>
                        value.Type?.TensorType is { } tensor
                            ? TensorReader.Element(tensor.ElemType)
                            : throw new UnsupportedException($"{value.Type?.ValueCase}", "only tensors are supported")
                );
            }

            return new ModelCase(
                path,
                [.. graph.Node.Select(node => node.OpType).Distinct(StringComparer.Ordinal)],
                [.. graph.Input.Concat(graph.Output).Select(TypeOf).Distinct(StringComparer.Ordinal)],
                [.. graph.Input.Select(input => input.Name).Where(name => !stored.Contains(name))],
                [.. graph.Input.Select(input => input.Name)],
                [.. graph.Output.Select(output => output.Name)]
            );
        }
        catch (UnsupportedException error)
        {
            return Error.New(OnnxModel.UnsupportedCode, $"{error.What}: {error.Message}");
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            return Error.New(error.Message);
        }
    }

    /// <summary>The tensors of a folder, by the names of their inputs.</summary>
    /// <exception cref="FormatException">Their number is not that of the inputs, or one is no tensor.</exception>
    public ImmutableDictionary<string, Tensor<double>> Data(string folder)
    {
        var files = TensorFile.Numbered(folder, "input");
        var names =
            files.Count == Inputs.Length ? Inputs
            : files.Count == AllInputs.Length ? AllInputs
            : throw new FormatException($"the model has {Inputs.Length} inputs, the folder {files.Count}");
        return names
            .Zip(files, (name, file) => (name, TensorFile.Load(file).Tensor))
            .ToImmutableDictionary(pair => pair.name, pair => pair.Tensor, StringComparer.Ordinal);
    }

    private static string TypeOf(ValueInfoProto value) => TypedTensor.NameOf(value.Type?.TensorType?.ElemType ?? 0);
}
