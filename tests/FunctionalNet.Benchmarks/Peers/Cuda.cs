using FunctionalNet.Benchmarks.Works;
using LanguageExt;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>An NVIDIA GPU for ONNX Runtime.</summary>
internal static class Cuda
{
    /// <summary>The reason why ONNX Runtime cannot use the first GPU; none if it can.</summary>
    public static Option<string> Missing()
    {
        var opened = Training.Of(MlpWorks.Layer([1, 1]), MeanSquaredError(), Sgd(0)).On(Ort.Cuda());
        opened.IfRight(engine => engine.Dispose());
        return opened.Match(_ => Option<string>.None, why => why.Message);
    }
}
