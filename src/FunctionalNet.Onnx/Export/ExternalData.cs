using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>Weights in a file of their own beside the model: what a protobuf message of less than 2 GB cannot hold.</summary>
internal static class ExternalData
{
    // What is small is read sooner where it is; and each tensor begins where a page does, so that readers can map it.
    private const int Smallest = 1024;
    private const int Page = 4096;

    // A message has a limit of 2³¹ bytes, and holds more than tensors.
    private const long Max = int.MaxValue - (1 << 26);

    /// <summary>Whether a model has to be written so.</summary>
    public static bool IsNeeded(ModelProto model) =>
        model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > Max;

    /// <summary>Moves the larger tensors of a model to a file, in their order; the model then names the file and the place.</summary>
    /// <param name="model">The model, which is changed.</param>
    /// <param name="write">Writes a file and answers its name, without a folder: it lies beside the model.</param>
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
