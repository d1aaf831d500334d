using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalNet.Cases;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>A model loaded by ONNX Runtime, on the device that it actually uses.</summary>
internal sealed class OrtSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly Gate gate;

    private OrtSession(InferenceSession session, Device device, string note, bool isCaptured)
    {
        (this.session, Device, Note, IsCaptured) = (session, device, note, isCaptured);
        gate = new Gate(nameof(OnnxPredictor), Free);
        Metadata = session.ModelMetadata;
        InputNames = session.InputNames;
        Strings = [.. session.OutputNames.Where(IsString)];
        OutputNames = [.. session.OutputNames.Where(name => !IsString(name))];
        Inputs = [.. InputNames.Select(name => Value(name, session.InputMetadata[name]))];
        Outputs = [.. OutputNames.Select(name => Value(name, session.OutputMetadata[name]))];
    }

    /// <summary>
    /// Gets or sets a value indicating whether ONNX Runtime writes no warnings to standard error in this process, as where it cannot write
    /// its cache: what goes wrong is the error of a call. The library leaves that to its program, which says so before the first session.
    /// </summary>
    public static bool IsSilent { get; set; }

    public Device Device { get; }

    public string Note { get; }

    /// <summary>Gets a value indicating whether runs are captured as CUDA graphs.</summary>
    public bool IsCaptured { get; }

    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Gets the names of the outputs that are strings.</summary>
    public ImmutableArray<string> Strings { get; }

    public ImmutableArray<OnnxValue> Inputs { get; }

    public ImmutableArray<OnnxValue> Outputs { get; }

    /// <summary>Gets the names of the inputs with a default, which need not be given.</summary>
    public IEnumerable<string> DefaultNames => session.OverridableInitializerMetadata.Keys;

    /// <summary>Gets the metadata of the file, also after the session is disposed of.</summary>
    public ModelMetadata Metadata { get; }

    public static Either<Error, OrtSession> Open(
        byte[] model,
        string name,
        Device device,
        int threads,
        bool capture = false
    ) => Open(options => new InferenceSession(model, options), name, device, threads, capture);

    public static Either<Error, OrtSession> Open(string path, Device device, int threads) =>
        !File.Exists(path) ? Error.New($"{path}: there is no such file.")
        : ExternalFiles.Problem(path) is { } wrong ? Error.New($"{path}: cannot load it: {wrong}")
        : Open(options => new InferenceSession(path, options), path, device, threads)
            .MapLeft(error =>
                error.Message.Contains("InvalidProtobuf", StringComparison.Ordinal) ? Error.New(NotOnnx.Say(path))
                : Unread(path) is { } why ? Error.New($"{path}: {why}")
                : error
            );

    /// <summary>Keeps the session alive until the call ends, even when another thread disposes of it.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    public Gate.Call Enter() => gate.Enter();

    /// <summary>The outputs for inputs of the declared shapes; those of the file's own number type are not copied.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    public ImmutableArray<Tensor<T>> Run<T>(params IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(inputs, [], OutputNames, outputs => outputs.Select(TypedTensors.Out<T>).ToImmutableArray());

    /// <summary>The same, with other values for inputs that have a default.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    public ImmutableArray<Tensor<T>> Run<T>(IReadOnlyList<Tensor<T>> inputs, (string Name, Tensor<T> Value)[] given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(inputs, given, OutputNames, outputs => outputs.Select(TypedTensors.Out<T>).ToImmutableArray());

    /// <summary>The elements of an output of strings.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    public string[] Text<T>(IReadOnlyList<Tensor<T>> inputs, string output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(inputs, [], [output], outputs => outputs[0].GetStringTensorAsArray());

    public void Run(IReadOnlyCollection<OrtValue> inputs, IReadOnlyCollection<OrtValue> outputs) =>
        session.Run(options, InputNames, inputs, OutputNames, outputs);

    /// <summary>The outputs for inputs, in device memory; the caller disposes of them.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<OrtValue> inputs) =>
        session.Run(options, InputNames, inputs, OutputNames);

    public void Run(OrtIoBinding binding, RunOptions how) => session.RunWithBinding(how, binding);

    public OrtIoBinding Binding() => session.CreateIoBinding();

    /// <summary>The allocator of a kind of memory; valid as long as the session.</summary>
    public OrtAllocator Allocator(OrtMemoryInfo memory) => new(session, memory);

    /// <summary>Gets the names of the outputs' types in the file.</summary>
    public IEnumerable<string> OutputTypes =>
        OutputNames.Select(name => TypedTensor.NameOf((int)session.OutputMetadata[name].ElementDataType));

    public TensorElementType ElementOf(int input) => session.InputMetadata[InputNames[input]].ElementDataType;

    public void Dispose() => gate.Close();

    private static Either<Error, OrtSession> Open(
        Func<SessionOptions, InferenceSession> open,
        string name,
        Device device,
        int threads,
        bool capture = false
    )
    {
        var opened = device.IsCuda
            ? Cuda().Bind(_ => On(open, device, string.Empty, threads, capture))
            : OnCpu(string.Empty);
        return opened
            .BindLeft(why =>
                device.FallsBack ? OnCpu($"CUDA cannot be used, so that the CPU stands in: {why.Message}")
                : device.IsCuda ? Error.New($"{why.Message} Or ask for Device.Cuda.OrCpu().")
                : why
            )
            .MapLeft(why => Error.New($"{name}: {why.Message}"));

        Either<Error, OrtSession> OnCpu(string note) => On(open, Device.Cpu, note, threads, capture: false);
    }

    private static Either<Error, OrtSession> On(
        Func<SessionOptions, InferenceSession> open,
        Device device,
        string note,
        int threads,
        bool capture
    )
    {
        try
        {
            Begin();
            using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

            // ONNX Runtime fuses x σ(x) into an operator for which it has no kernel in double.
            settings.AddSessionConfigEntry("optimization.disable_specified_optimizers", "QuickGeluFusion");
            if (threads > 0)
            {
                settings.IntraOpNumThreads = threads;
            }

            if (device.IsCuda)
            {
                using var cuda = new OrtCUDAProviderOptions();
                cuda.UpdateOptions(
                    new(StringComparer.Ordinal)
                    {
                        ["device_id"] = device.Index.ToString(CultureInfo.InvariantCulture),
                        ["enable_cuda_graph"] = capture ? "1" : "0",
                        ["use_tf32"] = device.AllowsTf32 ? "1" : "0",
                    }
                );
                settings.AppendExecutionProvider_CUDA(cuda);
            }

            return new OrtSession(open(settings), device, note, capture);
        }
        catch (Exception error)
            when (error
                    is OnnxRuntimeException
                        or DllNotFoundException
                        or EntryPointNotFoundException
                        or FormatException
            )
        {
            return Error.New($"ONNX Runtime cannot load it: {error.Message}");
        }
    }

    private static void Begin()
    {
        if (!IsSilent || OrtEnv.IsCreated)
        {
            return;
        }

        try
        {
            var settings = new EnvironmentCreationOptions
            {
                logId = nameof(FunctionalNet),
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            OrtEnv.CreateInstanceWithOptions(ref settings);
        }
        catch (OnnxRuntimeException)
        {
            // Another thread, or the program itself, has created it meanwhile.
        }
    }

    // ONNX Runtime reports unsupported versions in terms of its source code.
    private static string? Unread(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is null ? null : OnnxModel.Unread(model)?.Message;
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or IOException)
        {
            return null;
        }
    }

    // Checks before CUDA is tried.
    private static Either<Error, Unit> Cuda()
    {
        Begin();
        var there = OrtEnv.Instance().GetAvailableProviders();
        return there.Contains("CUDAExecutionProvider", StringComparer.Ordinal)
            ? Unit.Default
            : Error.New(
                $"CUDA was asked for, but this ONNX Runtime has only {string.Join(", ", there)}. Reference the package "
                    + "Microsoft.ML.OnnxRuntime.Gpu.Linux or .Windows in the program, and install CUDA 13."
            );
    }

    private TResult Run<T, TResult>(
        IReadOnlyList<Tensor<T>> inputs,
        (string Name, Tensor<T> Value)[] given,
        IReadOnlyCollection<string> names,
        Func<IReadOnlyList<OrtValue>, TResult> read
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var call = Enter();
        OrtValue[] values =
        [
            .. inputs.Select((input, i) => TypedTensors.In(input, ElementOf(i))),
            .. given.Select(one =>
                TypedTensors.In(one.Value, session.OverridableInitializerMetadata[one.Name].ElementDataType)
            ),
        ];
        try
        {
            using var outputs = session.Run(options, [.. InputNames, .. given.Select(one => one.Name)], values, names);
            return read([.. outputs]);
        }
        finally
        {
            foreach (var value in values)
            {
                value.Dispose();
            }

            GC.KeepAlive(inputs);
        }
    }

    private bool IsString(string output) =>
        session.OutputMetadata[output] is { IsTensor: true, ElementDataType: TensorElementType.String };

    private static OnnxValue Value(string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor)
        {
            throw new FormatException($"'{name}' is a {metadata.OnnxValueType}; only tensors are supported.");
        }

        var element = metadata.ElementDataType switch
        {
            TensorElementType.Bool => ElementType.Bool,
            var type when TypedTensors.IsFloat(type) => ElementType.Float,
            var type when TypedTensors.IsWhole(type) => ElementType.Int64,
            var other => throw new FormatException(
                $"'{name}' holds {other}; floating-point numbers of 16 bits or more, whole numbers of 8 or more, or bool is supported."
            ),
        };
        Dim[] dims =
        [
            .. metadata.Dimensions.Select(
                (size, axis) =>
                    size >= 0 ? size
                    : metadata.SymbolicDimensions[axis] is { Length: > 0 } free ? Dim.Named(free)
                    : Dim.Named($"{name}.{axis}")
            ),
        ];
        return new OnnxValue(name, new TensorType(new Shape(dims), element));
    }

    private void Free()
    {
        options.Dispose();
        session.Dispose();
    }
}
