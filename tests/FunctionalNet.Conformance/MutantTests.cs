using System.Diagnostics;
using System.Globalization;
using FunctionalNet.OnnxTests;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Conformance;

/// <summary>
/// Mutations of real files: each file is read or refused with an error, and a readable one gives ONNX Runtime's results, in bounded time
/// and memory. FNET_MUTANTS sets the number of mutants, 2,000 by default.
/// </summary>
public class MutantTests(ITestOutputHelper output)
{
    private const int Usual = 2_000;

    // The minimal share of readable mutants that are compared; a lower share means that coverage was lost.
    private const double MinCompared = 0.5;

    private const int MaxOriginal = 1 << 16;
    private const long MaxBytes = 2L << 30;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public void Mutants_are_read_or_refused()
    {
        var count = int.TryParse(
            Environment.GetEnvironmentVariable("FNET_MUTANTS"),
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : Usual;
        (string Name, byte[] File)[] originals =
        [
            .. Files(Sources.PyTorch),
            .. Files(Path.Combine(Sources.TestData, "node")),
            .. Files(Sources.NodeTests),
        ];
        var (read, refused, compared) = (0, 0, 0);
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        for (var seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            var place = random.Next(originals.Length);
            var original = originals[place].File;
            var mutant = random.Next(2) == 0 ? Mutation.Of(original, random) : Message(original, random);
            var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                OnnxModel
                    .Parse(mutant)
                    .Match(
                        Right: model =>
                        {
                            read++;
                            var run = MutantRun.Of(model, mutant);
                            if (run.LeftOut.Length > 0)
                            {
                                left[run.LeftOut] = left.GetValueOrDefault(run.LeftOut) + 1;
                                return;
                            }

                            compared++;
                            if (run.Disagreement.Length > 0)
                            {
                                wrong.Add($"mutant {seed} of {originals[place].Name}: {run.Disagreement}");
                            }
                        },
                        Left: _ => refused += 1
                    );
            }
            catch (Exception error)
            {
                wrong.Add($"mutant {seed} of {originals[place].Name}: {error}");
            }

            var (time, memory) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - allocated);
            if (time > Longest || memory > MaxBytes)
            {
                wrong.Add($"mutant {seed} of {originals[place].Name}: {time} and {memory} bytes");
            }
        }

        output.WriteLine(
            $"{count} mutants: {refused} refused, {read} read, {compared} of these compared with ONNX Runtime; left out: "
                + string.Join(", ", left.Select(one => $"{one.Value} {one.Key}"))
        );
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.InRange(read, count / 20, count);
        Assert.InRange(refused, count / 20, count);
        Assert.InRange(compared, (int)(MinCompared * read), read);
    }

    // The models of a folder. ONNX's backend tests, if installed, cover every operator.
    private static IEnumerable<(string Name, byte[] File)> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, "*.onnx", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => (Name: Path.GetRelativePath(folder, path), File: File.ReadAllBytes(path)))
                .Where(file => file.File.Length < MaxOriginal)
            : [];

    // Mutates the parsed message, so that the file is well-formed but wrong.
    private static byte[] Message(byte[] original, Random random)
    {
        var model = ModelProto.Parser.ParseFrom(original);
        var graph = model.Graph;
        for (var changes = random.Next(1, 4); changes > 0 && graph.Node.Count > 0; changes--)
        {
            var node = graph.Node[random.Next(graph.Node.Count)];
            var other = graph.Node[random.Next(graph.Node.Count)];
            switch (random.Next(9))
            {
                case 0 when node.Input.Count > 0 && other.Output.Count > 0:
                    node.Input[random.Next(node.Input.Count)] = other.Output[0];
                    break;
                case 1:
                    node.OpType = other.OpType;
                    break;
                case 2 when node.Input.Count > 0:
                    node.Input.RemoveAt(random.Next(node.Input.Count));
                    break;
                case 3 when node.Attribute.Count > 0:
                    Attribute(node.Attribute[random.Next(node.Attribute.Count)], random);
                    break;
                case 4:
                    graph.Node.Remove(node);
                    break;
                case 5 when graph.Initializer.Count > 0:
                    Tensor(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                    break;
                case 6:
                    node.Output.Add($"more {random.Next(3)}");
                    break;
                case 7:
                    model.OpsetImport[0].Version = random.Next(1, 25);
                    break;
                default:
                    node.Attribute.Add(other.Attribute);
                    break;
            }
        }

        return model.ToByteArray();
    }

    private static void Attribute(AttributeProto attribute, Random random)
    {
        attribute.I = Number(random);
        attribute.F = random.Next(3) == 0 ? float.NaN : Number(random);
        for (var i = 0; i < attribute.Ints.Count; i++)
        {
            attribute.Ints[i] = random.Next(2) == 0 ? attribute.Ints[i] : Number(random);
        }

        if (attribute.T is { } tensor)
        {
            Tensor(tensor, random);
        }
    }

    private static void Tensor(TensorProto tensor, Random random)
    {
        if (random.Next(3) == 0)
        {
            tensor.DataType = random.Next(0, 24);
        }
        else if (tensor.Dims.Count > 0 && random.Next(2) == 0)
        {
            tensor.Dims[random.Next(tensor.Dims.Count)] = Number(random);
        }
        else if (tensor.RawData.Length > 0)
        {
            var bytes = tensor.RawData.ToByteArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            tensor.RawData = ByteString.CopyFrom(bytes);
        }
    }

    private static long Number(Random random) =>
        random.Next(6) switch
        {
            0 => long.MaxValue,
            1 => long.MinValue,
            2 => int.MaxValue,
            3 => random.Next(-3, 4),
            4 => random.Next(1 << 20),
            _ => 0,
        };
}
