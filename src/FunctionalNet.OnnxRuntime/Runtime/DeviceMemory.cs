using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>
/// Device memory of ONNX Runtime, and copies between it and the CPU's. A copy runs a model of one Identity, whose input is on one side and
/// whose output on the other: every provider supports that.
/// </summary>
internal sealed class DeviceMemory : IDisposable
{
    private readonly Dictionary<TensorElementType, OrtSession> movers;
    private readonly OrtAllocator? allocator;

    private DeviceMemory(OrtSession mover)
    {
        movers = new() { [TensorElementType.Float] = mover };
        (Device, Note) = (mover.Device, mover.Note);
        if (Device.IsCuda)
        {
            using var info = new OrtMemoryInfo(
                "Cuda",
                OrtAllocatorType.DeviceAllocator,
                Device.Index,
                OrtMemType.Default
            );
            allocator = mover.Allocator(info);
        }
    }

    public Device Device { get; }

    public string Note { get; }

    public static Either<Error, DeviceMemory> Open(Device device) =>
        Mover(TensorElementType.Float, device).Map(mover => new DeviceMemory(mover));

    /// <summary>An uninitialized tensor on the device.</summary>
    public OrtValue Allocate(TensorElementType element, Shape shape) =>
        OrtValue.CreateAllocatedTensorValue(
            allocator ?? OrtAllocator.DefaultInstance,
            element,
            [.. shape.Sizes().Select(size => (long)size)]
        );

    /// <summary>Copies a tensor from, to or within CPU memory.</summary>
    public void Copy(OrtValue from, OrtValue to)
    {
        var element = from.GetTensorTypeAndShape().ElementDataType;
        if (!movers.TryGetValue(element, out var mover))
        {
            mover = movers[element] = Mover(element, Device)
                .IfLeft(error => throw new InvalidOperationException(error.Message));
        }

        mover.Run([from], [to]);
    }

    public void Dispose()
    {
        allocator?.Dispose();
        foreach (var mover in movers.Values)
        {
            mover.Dispose();
        }
    }

    private static Either<Error, OrtSession> Mover(TensorElementType element, Device device)
    {
        var graph = new GraphProto { Name = "copy" };
        graph.Input.Add(Info("from", element));
        graph.Output.Add(Info("to", element));
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Identity",
                Input = { "from" },
                Output = { "to" },
            }
        );
        var model = new ModelProto { IrVersion = OnnxExport.IrVersion, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = OnnxExport.Opset });
        return OrtSession.Open(model.ToByteArray(), "copying to the device", device, threads: 1);
    }

    // Of any rank.
    private static ValueInfoProto Info(string name, TensorElementType element) =>
        new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element } },
        };
}
