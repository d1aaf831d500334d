using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;
using FunctionalNet.Execution;
using FunctionalNet.Verification;

namespace FunctionalNet.Conformance.PyTorch;

/// <summary>Models exported by PyTorch: they load, reproduce PyTorch's outputs and gradients, and can be exported again.</summary>
/// <remarks>The files were recorded by record_torch.py in this folder.</remarks>
public sealed class PyTorchTests : IDisposable
{
    private const string Folded = "folded";

    private static readonly Tolerance ToManyDigits = new(1e-9, 1e-9);
    private static readonly Tolerance Single = new(1e-5, 1e-5);

    private readonly string folder = Directory.CreateTempSubdirectory("fnet").FullName;

    public static TheoryData<string> Models { get; } = ["mlp", "lenet", "resnet", "unet", "lstm", "gru", "attention"];

    public static MatrixTheoryData<string, string> Files { get; } =
        new(
            [.. Models.Select(row => row.Data)],
            ["opset13", "opset14", "opset15", "opset16", "opset17", "free", Folded]
        );

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_are_those_of_PyTorch(string model, string file)
    {
        var (test, data, expected) = Load(model, file);
        Agree(ToManyDigits, expected, Engine.Own<double>(test, data).OrThrow()[0].Tensor);
        Agree(Single, expected, Engine.Own<float>(test, data).OrThrow()[0].Tensor);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Slopes_are_those_of_PyTorch(string model, string file)
    {
        var data = DataOf(model);
        Assert.Equal(0, GradientFiles.Write<double>(PathOf(model, file), data, folder).OrThrow().Code);
        Agree(ToManyDigits, data, "output_0.pb");
        Agree(ToManyDigits, data, "grad_input_x.pb");

        // Constant folding and fusion rename the parameters.
        var parameters = file == Folded ? [] : Directory.GetFiles(data, "grad_param_*.pb");
        Assert.All(parameters, path => Agree(ToManyDigits, data, Path.GetFileName(path)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_learns_are_the_parameters_of_PyTorch(string model, string file)
    {
        var roles = OnnxModel.Load(PathOf(model, file)).OrThrow().Roles;
        var learned = roles.Where(one => one.Value == StoredRole.Parameter).Select(one => one.Key);
        const string prefix = "grad_param_";
        string[] parameters =
        [
            .. Directory
                .GetFiles(DataOf(model), $"{prefix}*.pb")
                .Select(path => Path.GetFileNameWithoutExtension(path)[prefix.Length..])
                .Order(StringComparer.Ordinal),
        ];
        if (file != Folded)
        {
            Assert.Equal(parameters, learned, StringComparer.Ordinal);
            return;
        }

        // Constant folding and fusion rename the parameters; all other stored tensors must be constants.
        Assert.NotEmpty(learned);
        Assert.DoesNotContain(StoredRole.Slot, roles.Values);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_are_the_difference_quotients(string model) =>
        GradientCheck.Graph(
            OnnxModel.Load(PathOf(model, "opset15")).OrThrow().Graph,
            model,
            options: new() { Samples = 2, SecondOrder = false }
        );

    [Theory]
    [MemberData(nameof(Models))]
    public void A_free_batch_stays_free_and_is_exported_again(string model)
    {
        var (_, data, expected) = Load(model, "free");
        var loaded = OnnxModel.Load(PathOf(model, "free")).OrThrow();
        Assert.True(loaded.ToLayer().IsRight);
        var bytes = loaded.Graph.ToOnnx(loaded.Values<double>(), new() { Precision = Precision.Float64 });
        foreach (var again in (OnnxModel[])[loaded, OnnxModel.Parse(bytes).OrThrow()])
        {
            var (values, graph) = (again.Values<double>(), again.Graph.WithFreeAxes(expected.Shape[0].Size));
            var inputs = graph.Inputs.Select(input =>
                values.GetValueOrDefault(input.Variable!.Path) ?? data[input.Variable.Path]
            );
            Agree(ToManyDigits, expected, Plan<double>.Compile(graph).Run([.. inputs])[0]);
        }
    }

    private static void Agree(Tolerance tolerance, Tensor<double> expected, Tensor<double> actual) =>
        Assert.Null(tolerance.Difference(expected, actual));

    private static (ModelCase Test, ImmutableDictionary<string, Tensor<double>> Data, Tensor<double> Expected) Load(
        string model,
        string file
    )
    {
        var test = ModelCase.Load(PathOf(model, file)).OrThrow();
        return (test, test.Data(DataOf(model)), Tensor(DataOf(model), "output_0.pb"));
    }

    private static string PathOf(string model, string file) => Path.Combine(Sources.PyTorch, model, $"{file}.onnx");

    private static string DataOf(string model) => Path.Combine(Sources.PyTorch, model, "data");

    private static Tensor<double> Tensor(string folder, string file) =>
        TensorFile.Load(Path.Combine(folder, file)).Tensor;

    private void Agree(Tolerance tolerance, string data, string file) =>
        Agree(tolerance, Tensor(data, file), Tensor(folder, file));
}
