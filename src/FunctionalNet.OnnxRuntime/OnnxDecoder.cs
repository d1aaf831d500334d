using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet;

/// <summary>
/// A model file for incremental decoding in ONNX Runtime, of any origin: <c>input_ids</c> and <c>past_key_values.0.key</c> and so on to
/// <c>logits</c> and <c>present.0.key</c> and so on, optionally with <c>attention_mask</c> and <c>position_ids</c>, as in Hugging Face's
/// exports.
/// </summary>
/// <remarks>Sequences may be generated on several threads at once.</remarks>
/// <example><code>
/// using var decoder = OnnxDecoder.Load("model.onnx").OrThrow();
/// foreach (var token in decoder.Generate(tokenizer.Encode("The licence"), new() { Temperature = 0.7 }, key: 1).Take(100))
/// {
///     Console.Write(tokenizer.Decode(token));
/// }
/// </code></example>
public sealed class OnnxDecoder : IDisposable
{
    private static readonly DecoderNames Names = new();

    private readonly OrtSession session;
    private readonly ImmutableArray<int> presents;

    private OnnxDecoder(OrtSession session)
    {
        this.session = session;
        Metadata = session.Metadata.CustomMetadataMap.ToImmutableSortedDictionary(StringComparer.Ordinal);
        presents = [.. session.InputNames.Select(name => session.OutputNames.ToList().IndexOf(Present(name)))];
    }

    /// <summary>Gets the metadata entries of the file, such as <c>recipe</c> and <c>labels</c>.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Gets the names of the tokens in order; empty if the file does not name them.</summary>
    public ImmutableArray<string> Labels => OnnxMetadata.Labels(Metadata);

    /// <summary>Gets the maximum number of tokens of a sequence, the metadata entry <c>context</c>; null if absent.</summary>
    public int? Context =>
        Metadata.TryGetValue(OnnxMetadata.ContextKey, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var context)
        && context > 0
            ? context
            : null;

    /// <summary>Loads a model from a file. An error names the problem with the file, or what the device lacks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">The device; the CPU if absent.</param>
    /// <param name="threads">The number of threads of one operator; 0 leaves it to ONNX Runtime.</param>
    public static Either<Error, OnnxDecoder> Load(string path, Device? device = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return OrtSession
            .Open(path, device ?? Device.Cpu, threads)
            .Bind(session => Of(session).MapLeft(why => Error.New($"{path}: {why.Message}")));
    }

    /// <summary>Loads a model from the bytes of a file.</summary>
    /// <inheritdoc cref="Load(string, Device?, int)"/>
    public static Either<Error, OnnxDecoder> Load(byte[] file, Device? device = null, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return OrtSession.Open(file, "model", device ?? Device.Cpu, threads).Bind(Of);
    }

    /// <summary>
    /// Generates tokens lazily: without end, or until a stop sequence. Each token is processed once. When the context is full, its last
    /// half is processed anew.
    /// </summary>
    /// <param name="start">The prompt, at least one token, of which the last that fit are used.</param>
    /// <param name="sampling">How a token is chosen from scores; from the model's distribution if absent.</param>
    /// <param name="key">Determines the samples.</param>
    /// <exception cref="ArgumentException">The prompt is empty.</exception>
    /// <exception cref="LabelException">A token of the prompt is not in the vocabulary.</exception>
    /// <exception cref="NotFiniteNumberException">A score of the last position is NaN or +∞, or all are -∞.</exception>
    /// <exception cref="ObjectDisposedException">The decoder has been disposed of.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> start, Sampling? sampling = null, Key key = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Generation.Decode(start, Context ?? int.MaxValue, sampling ?? new(), key, () => new Past(), Read);

        (double[] Scores, Past State) Read(int[] tokens, Past past)
        {
            var (logits, next) = Step(new(new(1, tokens.Length), [.. tokens.Select(token => (float)token)]), past);
            var vocabulary = logits.Shape[^1].Size;
            return ([.. logits.Span[^vocabulary..].ToArray().Select(score => (double)score)], next);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    /// <summary>A decoder of a loaded file.</summary>
    internal static Either<Error, OnnxDecoder> Of(OrtSession session)
    {
        if (Problem(session) is not { } wrong)
        {
            return new OnnxDecoder(session);
        }

        session.Dispose();
        return Error.New($"it does not take tokens some at a time: {wrong}");
    }

    /// <summary>The scores of the next tokens [rows, tokens], and the cache; the previous cache must not be used again.</summary>
    internal (Tensor<float> Logits, Past Past) Step(Tensor<float> tokens, Past past)
    {
        using var call = session.Enter();
        Check(tokens);
        var inputs = session.InputNames.Select((_, i) => Input(i, tokens, past)).ToArray();
        try
        {
            var outputs = session.Run(inputs);
            var logits = TypedTensors.Out<float>(outputs[session.OutputNames.ToList().IndexOf(Names.Logits)]);
            return (logits, new Past(outputs, past.Length + tokens.Shape[1].Size));
        }
        catch (OnnxRuntimeException) when (Unknown(tokens) is not null)
        {
            throw Unknown(tokens)!;
        }
        finally
        {
            foreach (var (i, input) in inputs.Index().Where(one => presents[one.Index] < 0 || past.Length == 0))
            {
                input.Dispose();
            }

            past.Dispose();
            GC.KeepAlive(tokens);
        }
    }

    // An embedding in ONNX Runtime counts negative tokens from the end, and its errors do not name a token.
    private void Check(Tensor<float> tokens)
    {
        if (tokens.Span.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon))
        {
            throw (Exception?)Unknown(tokens) ?? new ArgumentException("A token is negative.", nameof(tokens));
        }
    }

    // An embedding may have more rows than there are scores: what it takes is no error.
    private LabelException? Unknown(Tensor<float> tokens) =>
        session.Outputs.First(output => output.Name == Names.Logits).Type.Shape is { Rank: > 0 } shape
        && shape[^1].IsKnown
            ? LabelException.Find(new(nameof(OnnxDecoder), shape[^1].Size) { IsOfTokens = true }, tokens)
            : null;

    private OrtValue Input(int input, Tensor<float> tokens, Past past)
    {
        var (rows, count) = (tokens.Shape[0].Size, tokens.Shape[1].Size);
        var element = session.ElementOf(input);
        return session.InputNames[input] switch
        {
            var name when name == Names.InputIds => TypedTensors.In(tokens, element),
            var name when name == Names.AttentionMask => Filled(past.Length + count, _ => 1),
            var name when name == Names.PositionIds => Filled(count, place => past.Length + place),
            _ when past.Outputs is { } outputs => outputs[presents[input]],
            _ => Nothing(),
        };

        OrtValue Filled(int length, Func<int, float> value) =>
            TypedTensors.In(
                new Tensor<float>(
                    new(rows, length),
                    [.. Enumerable.Range(0, rows * length).Select(i => value(i % length))]
                ),
                element
            );

        OrtValue Nothing()
        {
            var shape = session.Inputs[input].Type.Shape;
            return OrtValue.CreateAllocatedTensorValue(
                OrtAllocator.DefaultInstance,
                element,
                [rows, shape[1].Size, 0, shape[3].Size]
            );
        }
    }

    private static string? Problem(OrtSession session)
    {
        var pasts = session
            .Inputs.Where(input => input.Name.StartsWith("past_key_values.", StringComparison.Ordinal))
            .ToArray();
        string[] known = [Names.InputIds, Names.AttentionMask, Names.PositionIds, .. pasts.Select(past => past.Name)];
        return !session.InputNames.Contains(Names.InputIds, StringComparer.Ordinal)
                ? $"there is no input '{Names.InputIds}'"
            : !session.OutputNames.Contains(Names.Logits, StringComparer.Ordinal)
                ? $"there is no output '{Names.Logits}'"
            : pasts.Length == 0 ? "no input is called past_key_values.0.key or alike"
            : session.InputNames.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } other
                ? $"it has an input '{other}'"
            : pasts.FirstOrDefault(past => !session.OutputNames.Contains(Present(past.Name), StringComparer.Ordinal))
                is { } lost
                ? $"there is no output '{Present(lost.Name)}' for the input '{lost.Name}'"
            : pasts.FirstOrDefault(past =>
                past.Type.Shape is not { Rank: 4 } shape || !shape[1].IsKnown || !shape[3].IsKnown
            )
                is { } odd
                ? $"the input '{odd.Name}' is {odd.Type}, not [batch, heads, past tokens, width]"
            : null;
    }

    private static string Present(string past) => past.Replace("past_key_values", "present", StringComparison.Ordinal);

    /// <summary>The cache between two steps: all outputs of the last one.</summary>
    internal sealed class Past(IDisposableReadOnlyCollection<OrtValue>? outputs = null, int length = 0) : IDisposable
    {
        public IDisposableReadOnlyCollection<OrtValue>? Outputs => outputs;

        public int Length => length;

        public void Dispose() => outputs?.Dispose();
    }
}
