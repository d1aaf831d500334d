using FunctionalNet.OnnxTests.Types;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>
/// Window attributes whose length is not the number of axes, that hold invalid sizes, or that contradict the filters: errors that name the
/// node, where ONNX Runtime refuses them, too. No value is broadcast over the axes by a guess.
/// </summary>
public class WindowListsTests
{
    // Images with two spatial axes, filters of 3 x 3 where needed, and the attributes that the operator requires.
    private static readonly Dictionary<string, (string Inputs, AttributeProto[] Needs)> Windows = new(
        StringComparer.Ordinal
    )
    {
        ["Conv"] = ("x w", []),
        ["ConvTranspose"] = ("x w", []),
        ["ConvInteger"] = ("b v", []),
        ["QLinearConv"] = ("b s z v s z s z", []),
        ["DeformConv"] = ("x w o", []),
        ["MaxUnpool"] = ("x i", [TypedFile.Ints("kernel_shape", 3, 3)]),
        ["MaxPool"] = ("x", [TypedFile.Ints("kernel_shape", 3, 3)]),
        ["AveragePool"] = ("x", [TypedFile.Ints("kernel_shape", 3, 3)]),
        ["LpPool"] = ("x", [TypedFile.Ints("kernel_shape", 3, 3)]),
    };

    private static readonly (string Name, long[] Values)[] Wrong =
    [
        ("pads", [1]),
        ("pads", [1, 1]),
        ("pads", [1, 1, 1]),
        ("pads", [1, 1, 1, 1, 1]),
        ("strides", [1]),
        ("strides", [1, 1, 1]),
        ("dilations", [1]),
        ("dilations", [1, 1, 1]),
        ("kernel_shape", [3]),
        ("kernel_shape", [3, 3, 3]),
    ];

    // These are not passed to ONNX Runtime, where a division by 0 would end this process.
    private static readonly (string Name, long[] Values)[] NoSizes =
    [
        ("strides", [0, 1]),
        ("strides", [1, -1]),
        ("strides", [1, long.MaxValue]),
        ("dilations", [0, 1]),
        ("dilations", [1, -2]),
        ("dilations", [1, int.MaxValue]),
        ("kernel_shape", [0, 3]),
        ("kernel_shape", [3, -3]),
        ("kernel_shape", [1L << 40, 3]),
        ("pads", [long.MaxValue, 0, 0, 0]),
        ("pads", [0, 0, int.MaxValue, int.MaxValue]),
    ];

    public static TheoryData<string, string, long[]> OfOtherLengths =>
        [
            .. from op in Windows.Keys from list in Wrong select (op, list.Name, list.Values),
            ("ConvTranspose", "output_padding", [0]),
            ("ConvTranspose", "output_padding", [0, 0, 0]),
            ("ConvTranspose", "output_shape", [6]),
            ("Conv", "kernel_shape", [2, 2]),
            ("Conv", "kernel_shape", [3, 1]),
            ("ConvTranspose", "kernel_shape", [2, 2]),
            ("ConvInteger", "kernel_shape", [2, 2]),
            ("QLinearConv", "kernel_shape", [2, 2]),
            ("DeformConv", "kernel_shape", [2, 2]),
            ("DeformConv", "pads", [1, 1, 1, 1]),
            ("DeformConv", "strides", [2, 1]),
        ];

    public static TheoryData<string, string, long[]> OfNoSizes =>
        [.. from op in Windows.Keys from list in NoSizes select (op, list.Name, list.Values)];

    public static TheoryData<string, string> Texts =>
        [
            .. from op in Windows.Keys
            from name in (string[])["pads", "strides", "dilations", "kernel_shape"]
            select (op, name),
        ];

    [Theory]
    [MemberData(nameof(OfOtherLengths))]
    public void A_list_of_another_length_is_refused(string op, string name, long[] values)
    {
        var file = File(op, TypedFile.Ints(name, values));
        OnnxModel.Parse(file).ErrorOf().Says("node 'y'", op);
        if (op != "DeformConv")
        {
            Assert.Null(TypedFile.Ort(file, Inputs(op)));
        }
    }

    [Theory]
    [MemberData(nameof(OfNoSizes))]
    public void What_is_no_size_is_refused(string op, string name, long[] values) =>
        OnnxModel.Parse(File(op, TypedFile.Ints(name, values))).ErrorOf().Says("node 'y'", op);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_no_list(string op, string name) =>
        OnnxModel.Parse(File(op, TypedFile.Text(name, "3"))).ErrorOf().Says("node 'y'", op, $"'{name}'");

    [Theory]
    [InlineData("Conv")]
    [InlineData("ConvTranspose")]
    [InlineData("ConvInteger")]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    [InlineData("LpPool")]
    public void What_fits_is_read(string op)
    {
        foreach (
            var right in (AttributeProto[])
                [
                    TypedFile.Ints("pads", 1, 0, 1, 2),
                    TypedFile.Ints("strides", 2, 1),
                    TypedFile.Ints("kernel_shape", 3, 3),
                ]
        )
        {
            var file = File(op, right);
            OnnxModel.Parse(file).OrThrow();
            Assert.NotNull(TypedFile.Ort(file, Inputs(op)));
        }
    }

    private static byte[] File(string op, AttributeProto attribute)
    {
        var (names, needs) = Windows[op];
        var inputs = names
            .Split(' ')
            .Where(name => name is "x" or "b")
            .Select(name => (name, name == "x" ? DataType.Float : DataType.Uint8, new Shape(1, 1, 6, 6)));
        return TypedFile.Of(
            [TypedFile.Op(op, names, "y", [.. needs.Where(one => one.Name != attribute.Name), attribute])],
            inputs,
            [
                (
                    "y",
                    op == "ConvInteger" ? DataType.Int32
                    : op == "QLinearConv" ? DataType.Uint8
                    : DataType.Float
                ),
            ],
            [
                Files.Floats("w", [1, 1, 3, 3], new float[9]),
                TypedFile.Whole("v", [1, 1, 3, 3], new long[9], DataType.Uint8),
                Files.Floats("o", [1, 18, 4, 4], new float[18 * 16]),
                Files.Floats("s", [], 0.5f),
                TypedFile.Whole("z", [], [1], DataType.Uint8),
                TypedFile.Whole("i", [1, 1, 6, 6], [.. Enumerable.Range(0, 36).Select(i => (long)i)]),
            ],
            opset: 22
        );
    }

    private static Tensor<double> Inputs(string op) =>
        op is "ConvInteger" or "QLinearConv"
            ? Tensor.Zeros<double>(new(1, 1, 6, 6))
            : Samples.Normal<double>(new(1, 1, 6, 6), 1);
}
