using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace FunctionalNet.Conformance.Differential;

/// <summary>ONNX Runtime as the reference, with optimizations disabled so that each node runs its operator's own kernel.</summary>
internal static class Judge
{
    /// <summary>The outputs of a model in the types of the file, or the reason for a failure.</summary>
    public static Either<Error, ImmutableArray<TypedTensor>> Run(byte[] model, IReadOnlyList<TensorProto> data)
    {
        var given = data.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var pinned = new List<(OrtValue Value, GCHandle Memory)>();
        try
        {
            using var options = new SessionOptions
            {
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
                IntraOpNumThreads = 1,
            };
            using var session = new InferenceSession(model, options);
            using var run = new RunOptions();
            foreach (var name in session.InputNames)
            {
                pinned.Add(Pinned(given[name]));
            }

            using var outputs = session.Run(
                run,
                session.InputNames,
                [.. pinned.Select(one => one.Value)],
                session.OutputNames
            );
            return outputs.Select(Read).ToImmutableArray();
        }
        catch (Exception error)
            when (error is OnnxRuntimeException or KeyNotFoundException or FormatException or NotSupportedException)
        {
            return Error.New(error.Message);
        }
        finally
        {
            foreach (var (value, memory) in pinned)
            {
                value.Dispose();
                memory.Free();
            }
        }
    }

    private static (OrtValue Value, GCHandle Memory) Pinned(TensorProto tensor)
    {
        // An extra byte, because an empty array has no address.
        byte[] bytes = [.. tensor.RawData, 0];
        var memory = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        return (
            OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                (TensorElementType)tensor.DataType,
                [.. tensor.Dims],
                memory.AddrOfPinnedObject(),
                bytes.Length - 1
            ),
            memory
        );
    }

    private static TypedTensor Read(OrtValue value)
    {
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw new NotSupportedException($"an output is a {value.OnnxType}");
        }

        var info = value.GetTensorTypeAndShape();
        var tensor = new TensorProto { DataType = (int)info.ElementDataType, Dims = { info.Shape } };
        if (info.ElementDataType == TensorElementType.String)
        {
            throw new NotSupportedException("an output is of texts");
        }

        if (info.ElementCount > 0)
        {
            tensor.RawData = ByteString.CopyFrom(value.GetTensorMutableRawData());
        }

        return new(TypedTensor.NameOf(tensor.DataType), TensorReader.Read<double>(tensor));
    }
}
