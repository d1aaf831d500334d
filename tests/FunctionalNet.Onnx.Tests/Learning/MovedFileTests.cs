using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Learning;

/// <summary>A training of an imported model resumes even if the file has been moved or renamed.</summary>
public sealed class MovedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_checkpoints_go_on(bool hasHead)
    {
        var model = Training.Of(Dense(4) >> Relu() >> Dense(2), MeanSquaredError(), Sgd(0.1)).Init(1, new(3)).Model;
        model.SaveOnnx(In("first.onnx")).OrThrow();
        var state = Of("first.onnx").Init(2, new(3)) with { Step = 7 };
        state.Save(In("state.safetensors")).OrThrow();

        Directory.CreateDirectory(In("there"));
        File.Move(In("first.onnx"), In("there/second.onnx"));
        Assert.Equal(7, Of("there/second.onnx").Load(In("state.safetensors"), new(3)).OrThrow().Step);
        Assert.True(Of("there/second.onnx", Adam(0.1)).Load(In("state.safetensors"), new(3)).IsLeft);

        Training<float> Of(string file, Transform? optimizer = null)
        {
            var layer = OnnxModel.Load(In(file)).Bind(read => read.ToLayer()).OrThrow();
            return Training.Of(hasHead ? layer >> Tanh() : layer, MeanSquaredError(), optimizer ?? Sgd(0.1));
        }
    }

    private string In(string name) => Path.Combine(folder, name);
}
