using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// How tensors of a published file correspond to parameters: their names, the layout of their axes, and the axis along which they are
/// concatenated or split.
/// </summary>
/// <remarks>
/// Names are patterns: <c>*</c> matches a part between dots or slashes, <c>**</c> anything, and the matches in one name are substituted in
/// the others. All tensors of the file are rearranged by <see cref="Layout"/>, concatenated along <see cref="Axis"/> and split along it
/// into the parameters, with the sizes of the model. Saving applies the inverse.
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
                $"{this} has patterns with different numbers of stars: the part that matches a star replaces the same star of the others.",
                nameof(ours)
            );
        }
    }

    /// <summary>Gets the names in the file.</summary>
    public IEnumerable<string> Theirs => theirs.Select(pattern => pattern.Text);

    /// <summary>Gets the paths of parameters and slots of the model.</summary>
    public IEnumerable<string> Ours => ours.Select(pattern => pattern.Text);

    /// <summary>
    /// Gets the axis, in the layout of the model, along which tensors are concatenated and split; counted from the end if negative.
    /// </summary>
    public int Axis { get; private init; }

    /// <summary>
    /// Gets the layout from the axes of each tensor of the file to those of the model, in the notation of einops; empty if they are the
    /// same.
    /// </summary>
    public string Layout => $"{layout}";

    /// <summary>
    /// Gets the sizes along <see cref="Axis"/> of the tensors that are written, if the file has several; equal sizes if empty.
    /// </summary>
    public ImmutableArray<int> Sizes { get; init; } = [];

    /// <summary>Gets a value indicating whether a model may have no parameter for it; otherwise <see cref="WeightFiles.Save"/> is an error.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// Gets a value indicating whether the tensor belongs to another module in the file, which is tied to the parameter's there, such as an
    /// output projection to the embedding. What a file says of that module alone, as an adapter of it, is not of the parameter.
    /// </summary>
    public bool IsTied { get; init; }

    /// <summary>Gets a value indicating whether the rule only skips tensors or parameters.</summary>
    internal bool IsOneSided => theirs.IsEmpty || ours.IsEmpty;

    /// <summary>Gets the layout; null if the axes are the same.</summary>
    internal AxisLayout? Axes => layout;

    /// <summary>A tensor under another name.</summary>
    /// <exception cref="ArgumentException">The names have different numbers of wildcards.</exception>
    /// <example><code>WeightRule.Rename("encoder.layer.*.output.LayerNorm.bias", "encoder/*/norm/bias")</code></example>
    public static WeightRule Rename(string theirs, string ours) => new([theirs], [ours]);

    /// <summary>A matrix that is [out, in] in the file, as in PyTorch's Linear, and [in, out] here.</summary>
    /// <inheritdoc cref="Rename"/>
    /// <example><code>WeightRule.Transpose("classifier.weight", "4/weight")</code></example>
    public static WeightRule Transpose(string theirs, string ours) => Rename(theirs, ours).In("out in -> in out");

    /// <summary>
    /// A tensor that is split along an axis into several parameters, such as queries, keys and values that are stored as one.
    /// </summary>
    /// <param name="theirs">The name in the file.</param>
    /// <param name="axis">The axis, in the layout of the model.</param>
    /// <param name="ours">The parameters, in order. Their sizes come from the model.</param>
    /// <exception cref="ArgumentException">The names have different numbers of wildcards, or there are no parameters.</exception>
    /// <example><code>WeightRule.Split("attn.in_proj_weight", 1, "query/weight", "key/weight", "value/weight").In("out in -> in out")</code></example>
    public static WeightRule Split(string theirs, int axis, params string[] ours) => new([theirs], Some(ours), axis);

    /// <summary>Several tensors that are concatenated along an axis to one parameter.</summary>
    /// <param name="ours">The parameter.</param>
    /// <param name="axis">The axis, in the layout of the model.</param>
    /// <param name="theirs">The names in the file, in order. They are written with equal sizes unless <see cref="Sizes"/> is set.</param>
    /// <exception cref="ArgumentException">The names have different numbers of wildcards, or there are no tensors.</exception>
    /// <example><code>WeightRule.Join("*/gates/weight", -1, "layers.*.gate_proj.weight", "layers.*.up_proj.weight").In("out in -> in out")</code></example>
    public static WeightRule Join(string ours, int axis, params string[] theirs) => new(Some(theirs), [ours], axis);

    /// <summary>Tensors of the file to skip, such as masks and indices of positions.</summary>
    /// <example><code>WeightRule.Ignore("**.attn.bias")</code></example>
    public static WeightRule Ignore(string theirs) => new([theirs], []);

    /// <summary>Parameters and slots of the model that the file does not have: they keep their values, and are not written.</summary>
    /// <example><code>WeightRule.Keep("head/**")</code></example>
    public static WeightRule Keep(string ours) => new([], [ours]);

    /// <summary>This rule with the axes of each tensor split, permuted and merged, in the notation of einops.</summary>
    /// <param name="layout">From the file's layout to the model's: <c>out in -> in out</c>.</param>
    /// <param name="sizes">The sizes of axes that cannot be inferred from the tensor.</param>
    /// <exception cref="ArgumentException">The notation is invalid, or a size is missing.</exception>
    /// <example><code>
    /// // Rotary halves side by side in the file, turned in pairs here.
    /// WeightRule.Rename("q_proj.weight", "query/weight").In("(heads two half) in -> in (heads half two)", ("heads", 8), ("two", 2))
    /// </code></example>
    public WeightRule In(string layout, params (string Axis, int Size)[] sizes)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(Theirs, Ours, Axis, AxisLayout.Parse(layout, sizes), Sizes)
        {
            IsOptional = IsOptional,
            IsTied = IsTied,
        };
    }

    /// <summary>This rule with prefixes: <c>weight</c> is <c>bert.weight</c> in the file and <c>0/weight</c> in the model.</summary>
    /// <param name="theirs">The prefix of names in the file.</param>
    /// <param name="ours">The prefix of paths in the model.</param>
    public WeightRule Below(string theirs, string ours) =>
        Named(Theirs.Select(name => theirs + name), Ours.Select(path => ours + path));

    /// <inheritdoc/>
    public bool Equals(WeightRule? other) =>
        other is not null && (IsOptional, IsTied) == (other.IsOptional, other.IsTied) && $"{this}" == $"{other}";

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode($"{this}");

    /// <summary>The text of both sides: <c>a.weight -> b/weight (out in -> in out)</c>.</summary>
    public override string ToString() =>
        theirs.IsEmpty ? $"keep {string.Join(", ", ours)}"
        : ours.IsEmpty ? $"ignore {string.Join(", ", theirs)}"
        : $"{string.Join(", ", theirs)} -> {string.Join(", ", ours)}"
            + (theirs.Length + ours.Length > 2 ? $" along {Axis}" : string.Empty)
            + (layout is null ? string.Empty : $" ({layout})")
            + (Sizes.IsEmpty ? string.Empty : $" in {string.Join(", ", Sizes)}");

    /// <summary>This rule between other names.</summary>
    internal WeightRule Named(IEnumerable<string> theirs, IEnumerable<string> ours) =>
        new(theirs, ours, Axis, layout, Sizes) { IsOptional = IsOptional, IsTied = IsTied };

    /// <summary>Whether it skips a tensor of a file.</summary>
    internal bool Ignores(string name) => ours.IsEmpty && theirs.Any(pattern => pattern.Match(name) is not null);

    /// <summary>For a path of the model, the names in the file and all paths computed from them; null if the rule does not match.</summary>
    internal (string[] Theirs, string[] Ours)? Of(string path) =>
        ours.Select(pattern => pattern.Match(path)).FirstOrDefault(parts => parts is not null) is { } parts
            ? IsOneSided
                ? ([], [path])
                : ([.. theirs.Select(pattern => pattern.Fill(parts))], [.. ours.Select(pattern => pattern.Fill(parts))])
            : null;

    /// <summary>The paths for a name in the file; none if the rule does not match.</summary>
    internal string[] PathsOf(string name) =>
        theirs.Select(pattern => pattern.Match(name)).FirstOrDefault(parts => parts is not null) is { } parts
            ? [.. ours.Select(pattern => pattern.Fill(parts))]
            : [];

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
