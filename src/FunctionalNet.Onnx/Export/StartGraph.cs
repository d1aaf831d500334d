using System.Numerics;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>A state as a graph without inputs: the outputs are the parameters and slots that steps change.</summary>
internal static class StartGraph
{
    public static GraphProto Of<T>(TrainState<T> state, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var graph = new GraphProto { Name = "FunctionalNet" };
        var names = new Names();
        var values = state.ChangingValues;
        foreach (var path in values.Keys)
        {
            names.Reserve(path);
        }

        foreach (var (path, value) in values)
        {
            // A value has one name: that of the initializer must differ from that of the output.
            var (type, stored) = (new TensorType(value.Shape), names.Unique($"{path}/value"));
            graph.Initializer.Add(Tensors.Of(stored, type, value.Span, precision));
            graph.Output.Add(Tensors.Info(path, type, precision));
            graph.Node.Add(
                new NodeProto
                {
                    Name = path,
                    OpType = "Identity",
                    Input = { stored },
                    Output = { path },
                }
            );
        }

        return graph;
    }
}
