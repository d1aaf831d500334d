using FunctionalNet.Export;
using FunctionalNet.Rewriting;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>A model as files: one, or one with external data.</summary>
internal static class ModelFile
{
    /// <summary>Reads a model, with its external data.</summary>
    public static Either<Error, ModelProto> Read(string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(RegularFile.ReadAllBytes(path));
            if (model.Graph is null)
            {
                return Error.New($"{path} holds no graph");
            }

            Import.ExternalData.Load(model.Graph, Path.GetDirectoryName(Path.GetFullPath(path)));
            DefaultInputs.Modernize(model);
            return model;
        }
        catch (FormatException error)
        {
            return Error.New($"{path}: {error.Message}");
        }
        catch (InvalidProtocolBufferException)
        {
            return Error.New(NotOnnx.Say(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {error.Message}");
        }
    }

    /// <summary>Writes a model; with external data, the model is modified.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draft">The model's file.</param>
    /// <param name="isExternal">Whether to write external data even if it is not required.</param>
    public static void Write(ModelProto model, Draft draft, bool isExternal)
    {
        if (isExternal || ExternalData.IsNeeded(model))
        {
            ExternalData.Move(model, draft.WriteData);
        }

        using var file = File.Create(draft.Path);
        model.WriteTo(file);
    }

    /// <summary>The size of a model, including its external data.</summary>
    public static long Bytes(string path)
    {
        using var stream = File.OpenRead(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return stream.Length
            + ModelProto
                .Parser.ParseFrom(stream)
                .Graph.Initializer.SelectMany(tensor => tensor.ExternalData)
                .Where(entry => entry.Key == "location")
                .Select(entry => new FileInfo(Path.Combine(folder, entry.Value)))
                .DistinctBy(file => file.FullName, StringComparer.Ordinal)
                .Sum(file => file.Exists ? file.Length : 0);
    }
}
