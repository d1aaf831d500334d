using FunctionalNet.Rewriting;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Export;

/// <summary>The name of each class as a string output, gathered from the labels by the output of classes.</summary>
internal static class LabelOutput
{
    /// <summary>The name of the output.</summary>
    public const string Name = "label";

    private const string Table = "labels";

    public static void Into(GraphProto graph, string classes, IReadOnlyList<string> labels)
    {
        var rewriting = new GraphRewriter(graph);
        var table = rewriting.Store(
            new TensorProto
            {
                DataType = (int)DataType.String,
                Dims = { labels.Count },
                StringData = { labels.Select(ByteString.CopyFromUtf8) },
            },
            Table
        );
        foreach (var node in rewriting.Old)
        {
            rewriting.Keep(node);
        }

        rewriting.Give("Gather", [table, classes], [Name]);
        rewriting.End();
        var output = graph.Output.First(one => one.Name == classes).Clone();
        (output.Name, output.Type.TensorType.ElemType) = (Name, (int)DataType.String);
        graph.Output.Add(output);
    }
}
