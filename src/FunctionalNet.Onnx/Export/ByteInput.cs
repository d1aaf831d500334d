using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Export;

/// <summary>An input of bytes: the file takes uint8, and its first node makes of them what the model takes.</summary>
internal static class ByteInput
{
    public static void Into(GraphProto graph, string input)
    {
        var type = graph.Input.First(one => one.Name == input).Type.TensorType;
        var cast = $"{input}/cast";
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == input ? cast : node.Input[i];
            }
        }

        graph.Node.Insert(
            0,
            new NodeProto
            {
                Name = cast,
                OpType = "Cast",
                Input = { input },
                Output = { cast },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "to",
                        Type = AttributeProto.Types.AttributeType.Int,
                        I = type.ElemType,
                    },
                },
            }
        );
        type.ElemType = (int)DataType.Uint8;
    }
}
