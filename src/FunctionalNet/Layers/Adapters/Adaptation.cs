namespace FunctionalNet;

/// <summary>A matrix and the two thin ones whose product is added to it.</summary>
/// <param name="Path">The path of the matrix.</param>
/// <param name="Weight">The matrix, as it is without the others.</param>
/// <param name="Left">The thin matrix on the side of its rows, [rows, rank].</param>
/// <param name="Right">That on the side of its columns, [rank, columns].</param>
/// <param name="Scale">What their product is multiplied by.</param>
/// <param name="Whole">All together, in the shape of the matrix.</param>
/// <param name="Roles">What the axes of the matrix stand for.</param>
internal sealed record Adaptation(
    string Path,
    Expr Weight,
    Expr Left,
    Expr Right,
    double Scale,
    Expr Whole,
    AxisRoles Roles
)
{
    /// <summary>The name of the thin matrix that inputs meet first.</summary>
    public const string A = "lora_A";

    /// <summary>The name of the one whose result is the output.</summary>
    public const string B = "lora_B";

    /// <summary>Gets how many numbers lie between the two.</summary>
    public int Rank => Right.Shape[0].Size;

    /// <summary>Gets a value indicating whether inputs are on the side of the rows.</summary>
    public bool IsInputFirst => Left.Variable!.Path.EndsWith(A, StringComparison.Ordinal);

    /// <summary>Gets a value indicating whether the rows are looked up.</summary>
    public bool IsTable => Roles.Roles.Contains(AxisRole.Entry);

    /// <summary>Whether a parameter with such axes is one matrix, whose axes fall into rows and columns.</summary>
    public static bool Takes(Shape shape, AxisRoles roles) =>
        roles.View == shape
        && roles.Matrices() is { Groups: [], Rows.Length: > 0, Columns.Length: > 0 }
        && (roles.IsMatrix || roles.Roles.Contains(AxisRole.Entry));

    /// <summary>What the axes of a parameter stand for.</summary>
    public static AxisRoles RolesOf(Expr parameter) => parameter.Variable!.Axes ?? AxisRoles.Of(parameter.Shape);

    /// <summary>The adaptation of a matrix.</summary>
    /// <param name="scope">Where it lies.</param>
    /// <param name="weight">The matrix: a variable.</param>
    /// <param name="read">How it is read.</param>
    /// <param name="rank">How many numbers lie between the two.</param>
    /// <param name="alpha">The scale, times the rank.</param>
    public static Adaptation Of(Scope scope, Expr weight, Expr read, int rank, double alpha)
    {
        var (path, roles) = (weight.Variable!.Path, RolesOf(weight));
        var (_, rows, columns) = roles.Matrices();
        var isTable = roles.Roles.Contains(AxisRole.Entry);
        var isInputFirst = isTable || rows.Any(axis => roles.Roles[axis] == AxisRole.Input);
        var inputs = roles.Size(isInputFirst ? rows : columns);

        // Their product is 0 at first. Of a table the other one is, as each row learns alone.
        var bound = 1 / Math.Sqrt(Math.Max(1, inputs));
        var (first, second) = isTable
            ? ((Initializer)new Zeros(), (Initializer)new Normal())
            : (new Uniform(-bound, bound), new Zeros());
        var left = Thin(isInputFirst ? A : B, new(roles.Size(rows), rank), isInputFirst ? first : second);
        var right = Thin(isInputFirst ? B : A, new(rank, roles.Size(columns)), isInputFirst ? second : first);
        var scale = alpha / rank;

        int[] order = [.. rows, .. columns];
        var delta = left.MatMul(right) * scale;
        if (weight.Shape.Rank > 2)
        {
            delta = delta.Reshape([.. order.Select(axis => weight.Shape[axis].Size)]);
        }

        if (!order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            delta = delta.Transpose([.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))]);
        }

        return new(path, read, left, right, scale, read + delta, roles);

        Expr Thin(string name, Shape shape, Initializer initializer) =>
            scope.Beside(
                $"{path}/{name}",
                shape,
                initializer,
                isInputFirst
                    ? new(
                        shape,
                        isTable && name == A ? AxisRole.Entry : AxisRole.Input,
                        isTable && name == A ? AxisRole.Input : AxisRole.Output
                    )
                    : new(shape, AxisRole.Output, AxisRole.Input)
            );
    }

    /// <summary>
    /// What an operator makes of the whole, as the sum of what it makes of the matrix and of a way through the thin ones, which takes no
    /// gradient of the size of the matrix; null where it has none.
    /// </summary>
    /// <param name="expr">The operator, whose operands are of the new graph.</param>
    /// <param name="inputs">The operands.</param>
    public Expr? Apart(Expr expr, Expr[] inputs) =>
        expr.Op switch
        {
            Ops.MatMulOp product when inputs[1] == Whole => Product(product, inputs[0]),
            Ops.MatMulOp product when IsTransposed(inputs[1]) => Product(
                product with
                {
                    TransB = !product.TransB,
                },
                inputs[0]
            ),
            Ops.GatherOp { Axis: 0 } when inputs[0] == Whole && Weight.Shape.Rank == 2 => Sum(
                Weight.Gather(inputs[1]),
                Left.Gather(inputs[1]).MatMul(Right)
            ),
            Ops.ConvOp { Groups: 1 } conv when inputs[1] == Whole && inputs[0] != Whole && !IsInputFirst => Sum(
                new(conv, inputs[0], Weight),
                Mixed(new(conv, inputs[0], Right.Reshape([Rank, .. Weight.Shape[1..].Sizes()])))
            ),
            _ => null,
        };

    /// <summary>Whether an expression is the whole, or a matrix transposed.</summary>
    public bool Is(Expr expr) => expr == Whole || IsTransposed(expr);

    private bool IsTransposed(Expr expr) =>
        expr.Op is Ops.TransposeOp { Permutation: [1, 0] } && expr.Inputs[0] == Whole;

    private Expr? Product(Ops.MatMulOp product, Expr x) =>
        Is(x) || Weight.Shape.Rank != 2 ? null
        : product.TransB
            ? Sum(new(product, x, Weight), new(new Ops.MatMulOp(TransB: true), new(product, x, Right), Left))
        : Sum(new(product, x, Weight), new(new Ops.MatMulOp(), new(product, x, Left), Right));

    private Expr Sum(Expr plain, Expr thin) => plain + (thin * Scale);

    // Each place by itself: a convolution with filters of size 1.
    private Expr Mixed(Expr thin) =>
        thin.Conv(Left.Reshape([.. Left.Shape.Sizes(), .. Enumerable.Repeat(1, Weight.Shape.Rank - 2)]));
}
