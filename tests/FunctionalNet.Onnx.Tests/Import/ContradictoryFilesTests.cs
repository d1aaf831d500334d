using FunctionalNet.OnnxTests.Probes;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests;

/// <summary>Files that say two things at once: an error, as ONNX's specification and its checker have it, and mostly ONNX Runtime.</summary>
public class ContradictoryFilesTests
{
    // With whether ONNX Runtime loads it: it looks neither for attributes of functions outside of one ("invalid to be used in main graph",
    // onnx.proto), nor at second imports and fields.
    private static Dictionary<string, (ModelProto Model, bool IsLoaded, string[] Says)> All =>
        new(StringComparer.Ordinal)
        {
            ["an attribute of a function outside of one"] = (
                With(
                    Files.Of(Files.Node("LeakyRelu", "y", "x").Real("alpha", 0)),
                    model =>
                        (model.Graph.Node[0].Attribute[0].RefAttrName, model.Graph.Node[0].Attribute[0].F) = (
                            "slope",
                            0
                        )
                ),
                true,
                ["'alpha'", "'slope'", "no function"]
            ),
            ["an attribute that refers and has a value"] = (
                With(
                    Files.Of(Files.Node("LeakyRelu", "y", "x").Real("alpha", 0.5f)),
                    model => model.Graph.Node[0].Attribute[0].RefAttrName = "slope"
                ),
                true,
                ["'alpha'", "'slope'", "value of its own"]
            ),
            ["two versions of an operator set"] = (
                With(
                    Files.Of(Files.Node("Relu", "y", "x")),
                    model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 11 })
                ),
                true,
                ["'ai.onnx'", "17, 11"]
            ),
            ["an int that has ints"] = (
                With(
                    Files.Of(Files.Node("Flatten", "y", "x").Int("axis", 1)),
                    model => model.Graph.Node[0].Attribute[0].Ints.Add(2)
                ),
                false,
                ["'axis'", "several values: int, ints"]
            ),
            ["an int whose value is ints"] = (
                With(
                    Files.Of(Files.Node("Flatten", "y", "x").Int("axis", 0)),
                    model => model.Graph.Node[0].Attribute[0].Ints.Add(2)
                ),
                false,
                ["'axis'", "of the type int", "of the type ints"]
            ),
            ["an attribute without a type"] = (
                With(
                    Files.Of(Files.Node("Flatten", "y", "x").Int("axis", 1)),
                    model => model.Graph.Node[0].Attribute[0].Type = AttributeType.Undefined
                ),
                false,
                ["'axis'", "has no type", "version 8"]
            ),
            ["a scale of -1"] = (Resized(-1), false, ["Resize", "-1", "above 0"]),
            ["a scale of 0"] = (Resized(0), false, ["Resize", "above 0"]),
            ["a scale that is not a number"] = (Resized(float.NaN), false, ["Resize", "NaN", "above 0"]),
            ["an upsampling to less"] = (
                With(
                    Files.Of(Files.Node("Upsample", "y", "x", "s")).With(Files.Floats("s", [2], 1, 0.5f)),
                    model => model.OpsetImport[0].Version = 9
                ),
                false,
                ["Upsample", "0.5", "1 or more"]
            ),
            ["a tensor in two fields"] = (
                Stored(tensor => tensor.RawData = ByteString.CopyFrom(new byte[8])),
                true,
                ["'w'", "raw_data and float_data"]
            ),
            ["a tensor in the field of another type"] = (
                Stored(tensor =>
                {
                    tensor.FloatData.Clear();
                    tensor.Int32Data.AddRange([1, 2]);
                }),
                false,
                ["'w'", "int32_data", "float_data"]
            ),
            ["a number that its type lacks"] = (
                Cast(DataType.Uint8, 1, 300),
                true,
                ["'w'", "300 in int32_data is no number of Uint8"]
            ),
            ["bits that a 16-bit number lacks"] = (Cast(DataType.Float16, 0x13c00, 0), false, ["'w'", "Float16"]),
            ["a bias of another length than there are filters"] = (
                Files
                    .Of(Files.Node("Reshape", "r", "x", "s"), Files.Node("Conv", "y", "r", "w", "b"))
                    .With(Files.Longs("s", -1, 1, 2), Files.Floats("w", [1, 1, 1], 1), Files.Floats("b", [2], 1, 2)),
                false,
                ["Conv", "bias is [2]", "1 channels"]
            ),
            ["a padding that removes more than there is"] = (
                Files.Of(Files.Node("Pad", "y", "x", "p")).With(Files.Longs("p", 0, long.MinValue, 0, 0)),
                false,
                ["Pad", "removes"]
            ),
            ["a segment of a tensor"] = (
                Stored(tensor => tensor.Segment = new TensorProto.Types.Segment { End = 2 }),
                true,
                ["'w'", "segment"]
            ),
            ["a value of another type than declared"] = (
                With(
                    Files.Of(Files.Node("Relu", "v", "x"), Files.Node("Neg", "y", "v")),
                    model =>
                    {
                        var info = Files.Info("v", "batch", 2);
                        info.Type.TensorType.ElemType = (int)DataType.Int64;
                        model.Graph.ValueInfo.Add(info);
                    }
                ),
                false,
                ["'v'", "Int64", "Float"]
            ),
            ["a default of another shape"] = (
                With(
                    Files.Of(Files.Node("Add", "y", "x", "w")).With(Files.Floats("w", [2], 1, 2)),
                    model =>
                    {
                        model.Graph.Input.Add(Files.Info("w", "batch", 3));
                        model.Graph.Input[1].Type.TensorType.Shape.Dim.RemoveAt(0);
                    }
                ),
                false,
                ["'w'", "[3]", "[2]"]
            ),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_refused(string name)
    {
        var (model, isLoaded, says) = All[name];
        model.Parse().ErrorOf().Says(says);
        var theirs = OrtSays(model);
        Assert.True(isLoaded == (theirs.Length == 0), $"{name}: {theirs}");
    }

    [Fact]
    public void The_same_version_twice_is_no_contradiction()
    {
        var twice = Files.Of(Files.Node("Relu", "y", "x"));
        twice.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 17 });
        twice.Parse().OrThrow();
    }

    // ONNX Runtime loads the file, with a warning, and gives the shape of the operator.
    [Fact]
    public void A_shape_that_is_declared_wrongly_is_shown_as_the_operator_gives_it()
    {
        var model = Files.Of(Files.Node("Relu", "v", "x"), Files.Node("Neg", "y", "v"));
        model.Graph.ValueInfo.Add(Files.Info("v", "batch", 3));
        Assert.Empty(OrtSays(model));
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model.ToByteArray());
            var summary = OnnxSummary.Load(path).OrThrow();
            Assert.True(summary.Problem.IsNone);
            Assert.Equal("float [batch, 2]", summary.Nodes[0].Type);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ModelProto Resized(float scale) =>
        Files.Of(Files.Node("Resize", "y", "x", string.Empty, "s")).With(Files.Floats("s", [2], 1, scale));

    private static ModelProto Stored(Action<TensorProto> change)
    {
        var tensor = Files.Floats("w", [2], 1, 2);
        change(tensor);
        return Files.Of(Files.Node("Add", "y", "x", "w")).With(tensor);
    }

    private static ModelProto Cast(DataType type, params int[] stored) =>
        Files
            .Of(Files.Node("Cast", "v", "w").Int("to", (long)DataType.Float), Files.Node("Add", "y", "x", "v"))
            .With(
                new TensorProto
                {
                    Name = "w",
                    DataType = (int)type,
                    Dims = { stored.Length },
                    Int32Data = { stored },
                }
            );

    private static ModelProto With(ModelProto model, Action<ModelProto> change)
    {
        change(model);
        return model;
    }

    // Loads and, as some operators look at their operands then, runs the file.
    private static string OrtSays(ModelProto model)
    {
        try
        {
            using var session = OrtCpu.Open(model);
            using var options = new RunOptions();
            using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2], [1, 2]);
            using var results = session.Run(options, ["x"], [x], ["y"]);
            return string.Empty;
        }
        catch (OnnxRuntimeException error)
        {
            return error.Message;
        }
    }
}
