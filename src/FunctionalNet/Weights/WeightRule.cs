using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// How tensors of a file of others become parameters here, and back: which names, in which layout of axes, joined and split along which axis.
/// </summary>
/// <remarks>
/// Names are patterns: <c>*</c> stands for a part between dots or slashes, <c>**</c> for anything, and what stands there in one name is put at
/// the same places of the others. All tensors of the file are brought into <see cref="Layout"/>, put side by side along <see cref="Axis"/> and
/// cut along it into the parameters, which have the sizes that the model says. A file is written by the way back.
/// </remarks>
/// <example><code>
/// WeightRule name = WeightRule.Rename("h.*.ln_1.weight", "*/attention/norm/scale");
/// WeightRule dense = WeightRule.Transpose("fc.weight", "3/weight");         // PyTorch's Linear keeps [out, in]
/// WeightRule fused = WeightRule.Split("h.*.attn.c_attn.weight", -1, "*/query/weight", "*/key/weight", "*/value/weight");
/// </code></example>
public sealed record WeightRule
{
    private readonly ImmutableArray<PathPattern> theirs;
    private readonly ImmutableArray<PathPattern> ours;
    private readonly AxisLayout? layout;

    private WeightRule(IEnumerable<string> theirs, IEnumerable<string> ours, int axis = 0)
    {
        (this.theirs, this.ours, Axis) = (
            [.. theirs.Select(name => new PathPattern(name))],
            [.. ours.Select(path => new PathPattern(path))],
            axis
        );
        if (this.theirs.Concat(this.ours).Select(pattern => pattern.Count).Distinct().Count() > 1 && !IsOneSided)
        {
            throw new ArgumentException(
                $"{this} has patterns of different numbers of stars: what stands at a star goes to the same star of the others.",
                nameof(ours)
            );
        }
    }

    /// <summary>Gets the names in the file.</summary>
    public IEnumerable<string> Theirs => theirs.Select(pattern => pattern.Text);

    /// <summary>Gets the paths of parameters and slots of the model.</summary>
    public IEnumerable<string> Ours => ours.Select(pattern => pattern.Text);

    /// <summary>Gets the axis, in the layout of the model, along which several are joined and split; counted from the end if negative.</summary>
    public int Axis { get; private init; }

    /// <summary>Gets how the axes of each tensor of the file become those of the model, in the notation of einops; empty where they are the same.</summary>
    public string Layout => $"{layout}";

    /// <summary>Gets the sizes along <see cref="Axis"/> that a file is written with where it has several tensors for it; equal parts where none are given.</summary>
    public ImmutableArray<int> Sizes { get; init; } = [];

    /// <summary>Gets a value indicating whether it says only that something is left out.</summary>
    internal bool IsOneSided => theirs.IsEmpty || ours.IsEmpty;

    /// <summary>Gets the layout; null where axes are the same.</summary>
    internal AxisLayout? Axes => layout;

    /// <summary>A tensor under another name.</summary>
    /// <exception cref="ArgumentException">The two have different numbers of stars.</exception>
    /// <example><code>WeightRule.Rename("encoder.layer.*.output.LayerNorm.bias", "encoder/*/norm/bias")</code></example>
    public static WeightRule Rename(string theirs, string ours) => new([theirs], [ours]);

    /// <summary>A matrix [out, in] that is [in, out] here, as those of PyTorch's Linear, and back.</summary>
    /// <inheritdoc cref="Rename"/>
    /// <example><code>WeightRule.Transpose("classifier.weight", "4/weight")</code></example>
    public static WeightRule Transpose(string theirs, string ours) => Rename(theirs, ours).In("out in -> in out");

    /// <summary>A tensor that is cut along an axis into several parameters: queries, keys and values that are stored as one.</summary>
    /// <param name="theirs">The name in the file.</param>
    /// <param name="axis">The axis, as it is in the model.</param>
    /// <param name="ours">The parameters, in order. Their sizes are the model's.</param>
    /// <exception cref="ArgumentException">They have different numbers of stars, or there is none.</exception>
    /// <example><code>WeightRule.Split("attn.in_proj_weight", 1, "query/weight", "key/weight", "value/weight").In("out in -> in out")</code></example>
    public static WeightRule Split(string theirs, int axis, params string[] ours) => new([theirs], Some(ours), axis);

    /// <summary>Several tensors that are put side by side along an axis to one parameter.</summary>
    /// <param name="ours">The parameter.</param>
    /// <param name="axis">The axis, as it is in the model.</param>
    /// <param name="theirs">The names in the file, in order. They are written with equal sizes unless <see cref="Sizes"/> says others.</param>
    /// <exception cref="ArgumentException">They have different numbers of stars, or there is none.</exception>
    /// <example><code>WeightRule.Join("*/gates/weight", -1, "layers.*.gate_proj.weight", "layers.*.up_proj.weight").In("out in -> in out")</code></example>
    public static WeightRule Join(string ours, int axis, params string[] theirs) => new(Some(theirs), [ours], axis);

    /// <summary>Tensors of the file that the model has no use for, such as masks and numbers of positions.</summary>
    /// <example><code>WeightRule.Ignore("**.attn.bias")</code></example>
    public static WeightRule Ignore(string theirs) => new([theirs], []);

    /// <summary>Parameters and slots of the model that are not in the file: they stay as they are, and are not written.</summary>
    /// <example><code>WeightRule.Keep("head/**")</code></example>
    public static WeightRule Keep(string ours) => new([], [ours]);

    /// <summary>The same rule where the axes of each tensor are taken apart, put into another order and joined, in the notation of einops.</summary>
    /// <param name="layout">From the file's layout to the model's: <c>out in -> in out</c>.</param>
    /// <param name="sizes">The sizes of axes that do not follow from the tensor.</param>
    /// <exception cref="ArgumentException">It is no such notation, or a size is missing.</exception>
    /// <example><code>
    /// // Rotary halves side by side in the file, turned in pairs here.
    /// WeightRule.Rename("q_proj.weight", "query/weight").In("(heads two half) in -> in (heads half two)", ("heads", 8), ("two", 2))
    /// </code></example>
    public WeightRule In(string layout, params (string Axis, int Size)[] sizes)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(Theirs, Ours, Axis, AxisLayout.Parse(layout, sizes), Sizes);
    }

    /// <summary>The same rule where names lie below others: <c>weight</c> is <c>bert.weight</c> in the file and <c>0/weight</c> in the model.</summary>
    /// <param name="theirs">What names in the file begin with.</param>
    /// <param name="ours">What paths in the model begin with.</param>
    public WeightRule Below(string theirs, string ours) =>
        new([.. Theirs.Select(name => theirs + name)], [.. Ours.Select(path => ours + path)], Axis, layout, Sizes);

    /// <inheritdoc/>
    public bool Equals(WeightRule? other) => other is not null && $"{this}" == $"{other}";

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode($"{this}");

    /// <summary>Both sides: <c>a.weight -> b/weight (out in -> in out)</c>.</summary>
    public override string ToString() =>
        theirs.IsEmpty ? $"keep {string.Join(", ", ours)}"
        : ours.IsEmpty ? $"ignore {string.Join(", ", theirs)}"
        : $"{string.Join(", ", theirs)} -> {string.Join(", ", ours)}"
            + (theirs.Length + ours.Length > 2 ? $" along {Axis}" : string.Empty)
            + (layout is null ? string.Empty : $" ({layout})")
            + (Sizes.IsEmpty ? string.Empty : $" in {string.Join(", ", Sizes)}");

    /// <summary>Whether it leaves out a tensor of a file.</summary>
    internal bool Ignores(string name) => ours.IsEmpty && theirs.Any(pattern => pattern.Match(name) is not null);

    /// <summary>What stands for a path of the model: the names in the file, and all paths that come from them; null where the rule is about others.</summary>
    internal (string[] Theirs, string[] Ours)? Of(string path) =>
        ours.Select(pattern => pattern.Match(path)).FirstOrDefault(parts => parts is not null) is { } parts
            ? IsOneSided
                ? ([], [path])
                : ([.. theirs.Select(pattern => pattern.Fill(parts))], [.. ours.Select(pattern => pattern.Fill(parts))])
            : null;

    private WeightRule(
        IEnumerable<string> theirs,
        IEnumerable<string> ours,
        int axis,
        AxisLayout? layout,
        ImmutableArray<int> sizes
    )
        : this(theirs, ours, axis) => (this.layout, Sizes) = (layout, sizes);

    private static string[] Some(string[] names) =>
        names is { Length: > 0 } ? names : throw new ArgumentException("Give at least one name.", nameof(names));
}
