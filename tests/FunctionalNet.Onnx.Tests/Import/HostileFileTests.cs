using System.Globalization;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.OnnxTests;

/// <summary>Files that are damaged or crafted to crash the reader: an error that names place and reason, never an exception.</summary>
public class HostileFileTests
{
    private static readonly byte[] Small = Models.Of("residual").ToOnnx(new() { Softmax = true });

    [Fact]
    public void A_file_cut_off_anywhere_is_an_error_or_a_whole_graph()
    {
        var refused = Enumerable.Range(0, Small.Length).Count(length => Read(Small[..length]).IsLeft);
        Assert.InRange(refused, Small.Length * 9 / 10, Small.Length);
        Assert.True(Read(Small).IsRight);
        OnnxModel.Parse([]).ErrorOf().Says("no graph");
    }

    [Fact]
    public void Mutants_never_crash()
    {
        // FNET_MUTANTS=100000 makes a longer run.
        var mutants = int.TryParse(
            Environment.GetEnvironmentVariable("FNET_MUTANTS"),
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : 2_000;
        var random = new Random(20);
        var fates = new Dictionary<bool, int>();
        var either = 0;
        for (var i = 0; i < mutants; i++)
        {
            var mutant = Mutation.Of(Small, random);
            var (isRead, mustBeRead) = (Read(mutant).IsRight, Fate(mutant));
            Assert.True(mustBeRead is null || mustBeRead == isRead, $"mutant {i} is read: {isRead}");
            if (mustBeRead is { } fate)
            {
                fates[fate] = fates.GetValueOrDefault(fate) + 1;
            }
            else
            {
                either++;
            }
        }

        // If one kind of mutant were rare, the test would check little.
        Assert.All([fates[true], fates[false], either], count => Assert.InRange(count, mutants / 100, mutants));
    }

    [Fact]
    public void A_bit_of_a_weight_never_makes_a_file_unreadable()
    {
        for (var place = 0; place < Small.Length; place++)
        {
            var flipped = (byte[])Small.Clone();
            flipped[place] ^= (byte)(1 << (place % 8));
            var isRead = Read(flipped).IsRight;
            Assert.Equal(Fate(flipped) ?? isRead, isRead);
        }
    }

    [Fact]
    public void Text_that_is_no_text_is_refused()
    {
        // Names are compared as text; decoding two invalid UTF-8 names could make them equal.
        var file = Files.Of(Files.Node("Relu", "y", "x")).ToByteArray();
        var name = file.AsSpan().IndexOf("the Relu"u8);
        file[name] = 0xFF;
        OnnxModel.Parse(file).ErrorOf().Says("UTF-8");
    }

    [Fact]
    public void Garbage_is_an_error()
    {
        var random = new Random(21);
        for (var i = 0; i < 500; i++)
        {
            var garbage = new byte[random.Next(1, 200)];
            random.NextBytes(garbage);
            Assert.True(Read(garbage).IsLeft);
        }
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        Files
            .Of(Files.Node("Frobnicate", "y", "x"))
            .Parse()
            .ErrorOf()
            .Says("hand.onnx", "'the Frobnicate'", "(Frobnicate)", "unknown");
        var foreign = Files.Node("Relu", "y", "x");
        foreign.Domain = "com.example";
        Files.Of(foreign).Parse().ErrorOf().Says("com.example");
    }

    [Fact]
    public void Names_that_stand_twice_are_named()
    {
        Files
            .Of(Files.Node("Relu", "y", "x"), Files.Node("Abs", "y", "x"))
            .Parse()
            .ErrorOf()
            .Says("the Abs", "two values", "'y'");
        Files.Of(Files.Node("Relu", "x", "x")).Parse().ErrorOf().Says("the Relu", "'x'");
        Files
            .Of(Files.Node("Relu", "y", "x"))
            .With(Files.Floats("w", [1], 1), Files.Floats("w", [1], 1))
            .Parse()
            .ErrorOf()
            .Says("'w'");
        var twice = Files.Of(Files.Node("Relu", "y", "x"));
        twice.Graph.Input.Add(Files.Info("x", "batch", 3));
        twice.Parse().ErrorOf().Says("two inputs", "'x'");
        var outputs = Files.Of(Files.Node("Relu", "y", "x"));
        outputs.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        outputs.Parse().ErrorOf().Says("'y'", "twice");
    }

    [Fact]
    public void Cycles_and_missing_values_are_named()
    {
        Files.Of(Files.Node("Relu", "y", "y")).Parse().ErrorOf().Says("the Relu", "cyclic");
        Files
            .Of(Files.Node("Add", "a", "x", "b"), Files.Node("Add", "b", "x", "a"), Files.Node("Relu", "y", "b"))
            .Parse()
            .ErrorOf()
            .Says("cyclic", "'b'");
        Files.Of(Files.Node("Relu", "y", "z")).Parse().ErrorOf().Says("is not defined", "'z'");
        Files.Of(Files.Node("Relu", "z", "x")).Parse().ErrorOf().Says("output 'y'", "is not defined");
        Files.Of(Files.Node("Add", "y", "x")).Parse().ErrorOf().Says("the Add", "1 operands", "takes 2: A, B");
        Files.Of(Files.Node("Relu", "y")).Parse().ErrorOf().Says("the Relu", "0 operands", "takes 1: X");
        Files.Of(Files.Node("Add", "y", "x", string.Empty)).Parse().ErrorOf().Says("the Add", "'B' at place 1");
    }

    [Fact]
    public void Wrong_types_and_shapes_are_named()
    {
        Files.Of(Files.Node("And", "y", "x", "x")).Parse().ErrorOf().Says("the And");
        Files
            .Of(Files.Node("MatMul", "y", "x", "w"))
            .With(Files.Floats("w", [3, 1], 1, 2, 3))
            .Parse()
            .ErrorOf()
            .Says("the MatMul", "inner axes");
        Files
            .Of(Files.Node("LeakyRelu", "y", "x").Int("alpha", 1))
            .Parse()
            .ErrorOf()
            .Says("the LeakyRelu", "'alpha'", "int", "float");
        Files.Of(Files.Node("Relu", "y", "x").Int("alpha", 1)).Parse().ErrorOf().Says("the Relu", "'alpha'", "unknown");
        var output = Files.Of(Files.Node("Relu", "y", "x"));
        output.Graph.Output[0] = Files.Info("y", "batch", 3);
        output.Parse().ErrorOf().Says("output 'y'", "declared");
        var text = Files.Of(Files.Node("Relu", "y", "x"));
        text.Graph.Input[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.String;
        text.Parse().ErrorOf().Says("input 'x'", "String");
    }

    [Theory]
    [InlineData(new long[] { 3 }, "takes 3 numbers, but 2 are there")]
    [InlineData(new long[] { -1 }, "negative")]
    [InlineData(new[] { long.MaxValue, long.MaxValue, 2 }, "too large")]
    [InlineData(new long[] { 1 << 20, 1 << 20 }, "too large")]
    [InlineData(new long[] { 1 << 20, 1 << 10 }, "2 are there")]
    [InlineData(new long[] { 0, int.MaxValue, int.MaxValue }, "2 are there")]
    public void A_tensor_whose_shape_lies_is_named(long[] dims, string says) =>
        Files
            .Of(Files.Node("Relu", "y", "x"))
            .With(Files.Floats("w", dims, 1, 2))
            .Parse()
            .ErrorOf()
            .Says("initializer 'w'", says);

    [Theory]
    [InlineData("Softmax", 1L << 32)]
    [InlineData("ArgMax", long.MaxValue)]
    [InlineData("Flatten", (1L << 32) + 1)]
    public void An_axis_beyond_32_bits_is_not_taken_for_another(string onnx, long axis) =>
        Files
            .Of(Files.Node(onnx, "y", "x").Int("axis", axis))
            .Parse()
            .ErrorOf()
            .Says($"the {onnx}", $"axis = {axis}", "beyond 32 bits");

    [Fact]
    public void Many_axes_are_refused()
    {
        Files
            .Of(Files.Node("Relu", "y", "x"))
            .With(Files.Floats("w", [.. Enumerable.Repeat(1L, 100_000)], 1))
            .Parse()
            .ErrorOf()
            .Says("100000 axes");
        Files
            .Of(Files.Node("Reshape", "y", "x", "s"))
            .With(Files.Longs("s", [0, 2, .. Enumerable.Repeat(1L, 1_000)]))
            .Parse()
            .ErrorOf()
            .Says("the Reshape", "1002 axes");
    }

    [Fact]
    public void Huge_sizes_cost_nothing()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Files
            .Of(Files.Node("Expand", "y", "x", "s"))
            .With(Files.Longs("s", int.MaxValue, int.MaxValue, 1, 2))
            .Parse()
            .ErrorOf()
            .Says("the Expand", "9,223,372,028,264,841,218 elements", "Repair");
        Files
            .Of(Files.Node("Slice", "y", "x", "a", "b", "c", "d"))
            .With(
                Files.Longs("a", long.MinValue),
                Files.Longs("b", long.MaxValue),
                Files.Longs("c", 1),
                Files.Longs("d", 0)
            )
            .Parse()
            .ErrorOf()
            .Says("the Slice");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_nodes_is_read_without_recursion()
    {
        const int Length = 100_000;
        var nodes = Enumerable
            .Range(0, Length)
            .Select(i => Files.Node("Neg", i == Length - 1 ? "y" : $"v{i}", i == 0 ? "x" : $"v{i - 1}"));
        Assert.True(Files.Of([.. nodes]).Parse().IsRight);
    }

    [Fact]
    public void Data_in_other_files_sparse_tensors_and_other_versions_are_refused()
    {
        var external = Files.Floats("w", [0]);
        external.DataLocation = TensorProto.Types.DataLocation.External;
        external.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        Files.Of(Files.Node("Relu", "y", "x")).With(external).Parse().ErrorOf().Says("initializer 'w'", "no folder");

        var branch = Files.Node("Constant", "y");
        branch.Attribute.Add(
            new AttributeProto
            {
                Name = "sparse_value",
                Type = AttributeProto.Types.AttributeType.SparseTensor,
                SparseTensor = new SparseTensorProto(),
            }
        );
        Files.Of(branch).Parse().ErrorOf().Says("'sparse_value'", "SparseTensor");

        var old = Files.Of(Files.Node("Relu", "y", "x"));
        old.OpsetImport[0].Version = 99;
        old.Parse().ErrorOf().Says("operator set 99");
        old.OpsetImport.Clear();
        old.Parse().ErrorOf().Says("operator set 0");

        var format = Files.Of(Files.Node("Relu", "y", "x"));
        format.IrVersion = 14;
        format.Parse().ErrorOf().Says("version 14", "up to 13");
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        OnnxModel.Load(Path.Combine(Path.GetTempPath(), "no", "such.onnx")).ErrorOf().Says("such.onnx");
        OnnxModel.Load(Path.GetTempPath()).ErrorOf().Says(Path.GetTempPath());
        OnnxModel.Load(string.Empty).ErrorOf();
    }

    // Whether a mutant must be readable: false if it is no protobuf message, true if only weights and documentation changed, otherwise
    // null.
    private static bool? Fate(byte[] file)
    {
        try
        {
            return Form(ModelProto.Parser.ParseFrom(file)).Equals(Form(ModelProto.Parser.ParseFrom(Small)))
                ? true
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static ModelProto Form(ModelProto model)
    {
        foreach (var tensor in model.Graph?.Initializer ?? [])
        {
            tensor.RawData = ByteString.CopyFrom(new byte[tensor.RawData.Length]);
        }

        (model.DocString, model.ProducerVersion, model.ModelVersion) = (string.Empty, string.Empty, 0);
        model.MetadataProps.Clear();
        return model;
    }

    // A model that can be parsed must not throw later: neither when its values are read, nor when it becomes a layer.
    private static Either<Error, OnnxModel> Read(byte[] bytes)
    {
        var result = OnnxModel.Parse(bytes);
        result.Iter(model =>
        {
            _ = model.Values<float>();
            _ = model.ToModel<float>();
        });
        return result;
    }
}
