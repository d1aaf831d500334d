using FunctionalNet.Export;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>A model as files: one, or one with its weights beside it.</summary>
internal static class ModelFile
{
    /// <summary>Reads a model, with the weights that lie beside it.</summary>
    public static Either<Error, ModelProto> Read(string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(RegularFile.ReadAllBytes(path));
            return model.Graph is null ? Error.New($"{path} holds no graph")
                : model.Graph.Initializer.Any(tensor => tensor.ExternalData.Count > 0)
                    ? Error.New($"{path} has its weights in another file: convert it without external data first")
                : model;
        }
        catch (InvalidProtocolBufferException error)
        {
            return Error.New($"{path} is not an ONNX file: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {error.Message}");
        }
    }

    /// <summary>Writes a model; where its weights lie in a file of their own, the model is changed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="isExternal">Whether weights lie in a file of their own also where they need not.</param>
    public static void Write(ModelProto model, string path, bool isExternal)
    {
        if (isExternal || ExternalData.IsNeeded(model))
        {
            using var data = File.Create($"{path}.data");
            ExternalData.Move(model, Path.GetFileName(data.Name), data);
        }

        using var file = File.Create(path);
        model.WriteTo(file);
    }
}
