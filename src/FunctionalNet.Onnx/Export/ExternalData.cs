using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>External data: weights in a file beside the model, for models beyond the 2 GB limit of protobuf messages.</summary>
internal static class ExternalData
{
    // Small tensors are read faster inline; each external tensor is aligned to a page, so that readers can map it.
    private const int Smallest = 1024;
    private const int Page = 4096;

    // The limit of a message is 2³¹ bytes, which must also hold more than tensors.
    private const long Max = int.MaxValue - (1 << 26);

    /// <summary>Whether a model needs external data.</summary>
    public static bool IsNeeded(ModelProto model) =>
        model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > Max;

    /// <summary>Moves the larger tensors of a model to a file, in their order; the model then refers to file and offset.</summary>
    /// <param name="model">The model, which is modified.</param>
    /// <param name="write">Writes a file and returns its name, without a folder: it is beside the model.</param>
    public static void Move(ModelProto model, Func<Action<Stream>, string> write)
    {
        TensorProto[] moved = [.. model.Graph.Initializer.Where(tensor => tensor.RawData.Length >= Smallest)];
        var name = write(data =>
        {
            foreach (var tensor in moved)
            {
                var offset = (data.Position + Page - 1) / Page * Page;
                data.SetLength(offset);
                data.Position = offset;
                tensor.RawData.WriteTo(data);
                tensor.ExternalData.Add(Entry("offset", $"{offset}"));
                tensor.ExternalData.Add(Entry("length", $"{tensor.RawData.Length}"));
            }
        });
        foreach (var tensor in moved)
        {
            tensor.ExternalData.Insert(0, Entry("location", name));
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.RawData = ByteString.Empty;
        }
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
