using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;
using DimensionCase = Onnx.TensorShapeProto.Types.Dimension.ValueOneofCase;

namespace FunctionalNet.Import;

/// <summary>The declared types of a file's inputs and outputs.</summary>
internal static class Declaration
{
    /// <summary>The type of an input, and its type in the file.</summary>
    /// <param name="info">The declaration.</param>
    /// <param name="given">The requested shape; null keeps free axes free.</param>
    /// <param name="isResized">Whether the requested shape may replace sizes that the file fixes.</param>
    /// <exception cref="FormatException">It is no tensor, has an unsupported type, or another shape.</exception>
    public static (TensorType Type, DataType Code) Of(ValueInfoProto info, Shape? given, bool isResized)
    {
        var tensor = Tensor(info);
        var element = TensorReader.Element(tensor.ElemType);
        if (tensor.Shape is null && given is null)
        {
            throw new UnsupportedException("rank", "its number of axes is not known");
        }

        var declared = tensor.Shape is { } shape ? Axes(info.Name, shape) : given!;
        return given is null || Agree(declared, given) || (isResized && declared.Rank == given.Rank)
            ? (new TensorType(given ?? declared, element), (DataType)tensor.ElemType)
            : throw new FormatException(
                $"it is declared as {declared}, but {given} is given{(declared.Rank == given.Rank ? ": Resize gives a file other sizes" : string.Empty)}"
            );
    }

    /// <summary>Throws if an output does not match its declaration.</summary>
    /// <param name="info">The declaration.</param>
    /// <param name="actual">The value of the graph.</param>
    /// <param name="isResized">Whether its shape may differ from the declared one.</param>
    /// <exception cref="FormatException">The declaration is wrong.</exception>
    public static void Check(ValueInfoProto info, Value actual, bool isResized)
    {
        // A file may omit the type of an output, or parts of it; the parts that are present must be right.
        if (info.Type is null)
        {
            return;
        }

        var tensor = Tensor(info);
        var (type, shape) = ((DataType)tensor.ElemType, tensor.Shape);
        if (
            type != actual.Type
            || (shape is not null && !isResized && !Agree(Axes(info.Name, shape), actual.Expr.Shape))
        )
        {
            throw new FormatException(
                $"it is declared as {type}{(shape is null ? string.Empty : Axes(info.Name, shape))}, but is {actual.Type}{actual.Expr.Shape}"
            );
        }
    }

    /// <summary>
    /// Throws if a value is declared to have another type than its operator gives. Shapes are hints, which ONNX Runtime does not hold
    /// against a file.
    /// </summary>
    /// <param name="declared">The declarations of a graph.</param>
    /// <param name="names">Its values.</param>
    /// <exception cref="FormatException">A declaration is wrong.</exception>
    public static void CheckTypes(IEnumerable<ValueInfoProto> declared, NameScope names)
    {
        foreach (var info in declared)
        {
            if (
                info.Type?.TensorType is { ElemType: not 0 and var type }
                && names.Find(info.Name) is { } value
                && (DataType)type != value.Type
            )
            {
                throw new FormatException(
                    $"value '{info.Name}': it is declared as {(DataType)type}, but is {value.Type}"
                );
            }
        }
    }

    /// <summary>Throws if an input does not match its default; returns true.</summary>
    /// <param name="info">The declaration.</param>
    /// <param name="tensor">The default.</param>
    /// <exception cref="FormatException">The two contradict each other.</exception>
    public static bool CheckDefault(ValueInfoProto info, TensorProto tensor)
    {
        var declared = Tensor(info);
        var shape = TensorReader.Check(tensor).Shape;
        return
            declared.ElemType == tensor.DataType
            && (declared.Shape is null || Agree(Axes(info.Name, declared.Shape), shape))
            ? true
            : throw new FormatException(
                $"it is declared as {(DataType)declared.ElemType}{(declared.Shape is null ? string.Empty : Axes(info.Name, declared.Shape))}, but its default is {(DataType)tensor.DataType}{shape}"
            );
    }

    private static TypeProto.Types.Tensor Tensor(ValueInfoProto info) =>
        info.Type?.ValueCase switch
        {
            TypeProto.ValueOneofCase.TensorType => info.Type.TensorType,
            null or TypeProto.ValueOneofCase.None => throw new FormatException("it has no type"),
            var other => throw new UnsupportedException($"{other}", $"it is a {other}; only tensors are supported"),
        };

    /// <summary>The shape that a file declares for a value, with a name for each free axis.</summary>
    /// <exception cref="FormatException">It is none that is supported.</exception>
    internal static Shape Axes(string name, TensorShapeProto shape)
    {
        if (shape.Dim.Count > GraphReader.MaxAxes)
        {
            throw new FormatException($"it has {shape.Dim.Count} axes; at most {GraphReader.MaxAxes} are supported");
        }

        Dim[] dims =
        [
            .. shape.Dim.Select(
                (dim, axis) =>
                    dim.ValueCase switch
                    {
                        DimensionCase.DimValue => dim.DimValue is >= 0 and <= int.MaxValue
                            ? (Dim)(int)dim.DimValue
                            : throw new FormatException($"its axis {axis} has the size {dim.DimValue}"),
                        DimensionCase.DimParam when !string.IsNullOrWhiteSpace(dim.DimParam) => Dim.Named(dim.DimParam),
                        _ => Dim.Named($"{name}.{axis}"),
                    }
            ),
        ];
        return new Shape(dims);
    }

    /// <summary>Whether two shapes can be of one value: names of free axes are the file's, and may differ from the inferred ones.</summary>
    internal static bool Agree(Shape declared, Shape actual) =>
        declared.Rank == actual.Rank
        && declared.Zip(actual, (a, b) => !a.IsKnown || !b.IsKnown || a == b).All(agrees => agrees);
}
