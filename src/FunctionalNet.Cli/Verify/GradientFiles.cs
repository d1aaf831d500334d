using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Verify;

/// <summary>
/// Vector-Jacobian products from files to files: the outputs of a model, and the derivatives of their sum, weighted by cotangents, with
/// respect to all its tensors.
/// </summary>
internal static class GradientFiles
{
    /// <summary>Reads inputs and cotangents from a folder, and writes outputs and derivatives to another.</summary>
    /// <typeparam name="T">The number type to compute in.</typeparam>
    public static ResultOrError Write<T>(string path, string inputs, string folder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return from model in ModelCase.Load(path).MapLeft(error => Error.New($"{path}: {error.Message}"))
                let data = model.Data(inputs)
                from imported in OnnxModel.Load(path, new ImportOptions { Values = data, KeepsNumbers = true })
                from done in Write<T>(imported, data, inputs, folder)
                select done;
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or ArithmeticException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            return Error.New($"{path}: {error.Message}");
        }
    }

    private static ResultOrError Write<T>(
        OnnxModel model,
        ImmutableDictionary<string, Tensor<double>> data,
        string inputs,
        string folder
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var graph = model.Graph;
        Expr[] numbers = [.. graph.Outputs.Where(output => output.IsFloat)];
        if (numbers.Length == 0)
        {
            return Error.New($"{model.Name}: no output is of numbers, so that there is nothing to differentiate");
        }

        Expr[] cotangents =
        [
            .. numbers.Select((y, i) => Expr.Input($"cotangent of {i} ({Guid.NewGuid():N})", y.Shape)),
        ];
        var total = numbers.Zip(cotangents, (y, c) => (y * c).ReduceSum()).Aggregate((sum, term) => sum + term);
        Expr[] xs = [.. graph.Inputs.Where(input => input.IsFloat)];
        var stored = model.Values<T>();
        var whole = new Graph([.. graph.Inputs, .. cotangents], [.. graph.Outputs, .. Gradient.Of(total, xs)]);
        var results = Plan<T>
            .Compile(whole)
            .Run([
                .. graph.Inputs.Select(input =>
                    data.TryGetValue(input.Variable!.Path, out var given)
                        ? Engine.Convert<T>(given, input.Type.Element)
                        : stored.GetValueOrDefault(input.Variable.Path)
                            ?? throw new FormatException($"nothing is given for '{input.Variable.Path}'")
                ),
                .. numbers.Select((y, i) => Cotangent<T>(inputs, i, y.Shape)),
            ]);
        Directory.CreateDirectory(folder);
        for (var i = 0; i < graph.Outputs.Length; i++)
        {
            TensorFile
                .Save(Path.Combine(folder, $"output_{i}.pb"), $"output_{i}", graph.Outputs[i].Type.Element, results[i])
                .OrThrow();
        }

        var written = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < xs.Length; i++)
        {
            var name = xs[i].Variable!.Path;
            var file = $"{(stored.ContainsKey(name) ? "grad_param" : "grad_input")}_{FileName(name)}.pb";
            if (!written.Add(file))
            {
                throw new FormatException($"two derivatives would be written to {file}");
            }

            TensorFile
                .Save(Path.Combine(folder, file), name, ElementType.Float, results[graph.Outputs.Length + i])
                .OrThrow();
        }

        Console.WriteLine($"{graph.Outputs.Length} outputs and {xs.Length} derivatives in {folder}");
        return Commands.Result.Of(
            new
            {
                folder,
                outputs = graph.Outputs.Length,
                derivatives = xs.Length,
            }
        );
    }

    private static Tensor<T> Cotangent<T>(string inputs, int output, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = Path.Combine(inputs, $"cotangent_{output}.pb");
        if (!File.Exists(file))
        {
            return new Tensor<T>(shape, [.. Enumerable.Repeat(T.One, shape.Size)]);
        }

        var given = TensorFile.Load(file).Tensor;
        return given.Shape == shape
            ? Engine.Convert<double, T>(given)
            : throw new FormatException($"{file} is {given.Shape}, the output {shape}");
    }

    private static string FileName(string name) => string.Join('_', name.Split(Path.GetInvalidFileNameChars()));
}
