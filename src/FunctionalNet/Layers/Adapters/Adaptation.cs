namespace FunctionalNet;

/// <summary>A low-rank adaptation: a matrix and two thin factors whose product is added to it.</summary>
/// <param name="Path">The path of the matrix.</param>
/// <param name="Weight">The matrix without the product.</param>
/// <param name="Left">The left factor, [rows, rank].</param>
/// <param name="Right">The right factor, [rank, columns].</param>
/// <param name="Scale">The scale of the product.</param>
/// <param name="Whole">The adapted matrix: weight + scale · left · right, in the shape of the matrix.</param>
/// <param name="Roles">The roles of the matrix's axes.</param>
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
    /// <summary>The name of the factor that is applied to inputs first.</summary>
    public const string A = "lora_A";

    /// <summary>The name of the factor that is applied second.</summary>
    public const string B = "lora_B";

    /// <summary>The factor with a name.</summary>
    public Expr Factor(string name) => (name == A) == IsInputFirst ? Left : Right;

    /// <summary>Gets the rank of the product.</summary>
    public int Rank => Right.Shape[0].Size;

    /// <summary>Gets a value indicating whether the rows of the matrix are inputs.</summary>
    public bool IsInputFirst => Left.Variable!.Path.EndsWith(A, StringComparison.Ordinal);

    /// <summary>Gets a value indicating whether the matrix is a table whose rows are looked up.</summary>
    public bool IsTable => Roles.Roles.Contains(AxisRole.Entry);

    /// <summary>Whether a parameter with these axes is one matrix, whose axes are either rows or columns.</summary>
    public static bool Takes(Shape shape, AxisRoles roles) =>
        roles.View == shape
        && roles.Matrices() is { Groups: [], Rows.Length: > 0, Columns.Length: > 0 }
        && (roles.IsMatrix || roles.Roles.Contains(AxisRole.Entry));

    /// <summary>Whether a parameter is the matrix of a dense layer, not a table whose rows are looked up nor filters.</summary>
    public static bool IsLinear(Expr parameter) =>
        parameter.Shape.Rank == 2 && !RolesOf(parameter).Roles.Contains(AxisRole.Entry);

    /// <summary>The roles of a parameter's axes.</summary>
    public static AxisRoles RolesOf(Expr parameter) => parameter.Variable!.Axes ?? AxisRoles.Of(parameter.Shape);

    /// <summary>The adaptation of a matrix.</summary>
    /// <param name="scope">The scope of its variables.</param>
    /// <param name="weight">The matrix: a variable.</param>
    /// <param name="read">The expression that reads it.</param>
    /// <param name="rank">The rank of the product.</param>
    /// <param name="alpha">α: the scale times the rank.</param>
    public static Adaptation Of(Scope scope, Expr weight, Expr read, int rank, double alpha)
    {
        var (path, roles) = (weight.Variable!.Path, RolesOf(weight));
        var (_, rows, columns) = roles.Matrices();
        var isTable = roles.Roles.Contains(AxisRole.Entry);
        var isInputFirst = isTable || rows.Any(axis => roles.Roles[axis] == AxisRole.Input);
        var inputs = roles.Size(isInputFirst ? rows : columns);

        // The second factor starts at 0, so that the product does; of a table the first, because each row of it learns alone.
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
    /// The operator on the adapted matrix, rewritten as the operator on the matrix plus the two factors one after the other, which computes
    /// no gradient of the matrix's size; null if the operator has no such form.
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

    /// <summary>Whether an expression is the adapted matrix or a transpose of it.</summary>
    public bool Is(Expr expr) => expr == Whole || IsTransposed(expr);

    private bool IsTransposed(Expr expr) =>
        expr.Op is Ops.TransposeOp { Permutation: [1, 0] } && expr.Inputs[0] == Whole;

    private Expr? Product(Ops.MatMulOp product, Expr x) =>
        Is(x) || Weight.Shape.Rank != 2 ? null
        : product.TransB
            ? Sum(new(product, x, Weight), new(new Ops.MatMulOp(TransB: true), new(product, x, Right), Left))
        : Sum(new(product, x, Weight), new(new Ops.MatMulOp(), new(product, x, Left), Right));

    private Expr Sum(Expr plain, Expr thin) => plain + (thin * Scale);

    // At each position alone: a convolution with a kernel of size 1.
    private Expr Mixed(Expr thin) =>
        thin.Conv(Left.Reshape([.. Left.Shape.Sizes(), .. Enumerable.Repeat(1, Weight.Shape.Rank - 2)]));
}
