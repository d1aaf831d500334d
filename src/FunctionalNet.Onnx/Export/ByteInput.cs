using FunctionalNet.Rewriting;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Export;

/// <summary>A byte input: the file takes uint8, and its first node casts it to the type of the model.</summary>
internal static class ByteInput
{
    public static void Into(GraphProto graph, string input)
    {
        var type = graph.Input.First(one => one.Name == input).Type.TensorType;
        var rewriting = new GraphRewriter(graph);
        var cast = rewriting.New("Cast", [input], $"{input}/cast", ("to", type.ElemType));
        foreach (var node in rewriting.Old)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == input ? cast : node.Input[i];
            }

            rewriting.Keep(node);
        }

        rewriting.End();
        type.ElemType = (int)DataType.Uint8;
    }
}
