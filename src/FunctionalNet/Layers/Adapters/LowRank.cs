namespace FunctionalNet;

/// <summary>
/// Low-rank adaptation (LoRA) of a layer: its matrices are frozen, and a product of two thin factors is added to each and trained: W + α/r
/// · A B. Shapes and paths are those of the layer.
/// </summary>
/// <remarks>
/// <para>
/// The factors of the matrix <c>path</c> are <c>path/lora_A</c>, applied to inputs first, and <c>path/lora_B</c>, in the orientation of the
/// matrix: [in, r] and [r, out], or [r, in] and [out, r]. Adapted are dense layers, attention, convolutions, embeddings and
/// the matrices of an imported file. One factor starts at 0, so that the layer initially computes what it did without adaptation. In matrix
/// products the input goes through the factors, so that no gradient of the matrix's size is computed.
/// </para>
/// <para>
/// All other parameters of the layer are frozen: they are no part of the optimizer's state, of a checkpoint, or of the state of an exported
/// step. <see cref="Merging.Merge"/> merges the products into the weights of the plain layer, and <see cref="AdapterFiles"/> writes the
/// trained factors.
/// </para>
/// Hu and others, "LoRA: Low-Rank Adaptation of Large Language Models", 2021; Dettmers and others, "QLoRA", 2023, for a base in fewer bits.
/// Hugging Face: peft.LoraConfig. Weights of recurrent layers, and weights that hold several matrices, are not adapted: to select one is an
/// error. Adapters of convolutions with several groups have no layout in PEFT's files.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Rank">r, the rank of the product.</param>
/// <param name="Alpha">α: the product is scaled by α/r.</param>
/// <param name="Where">Which matrices to adapt, by path; all if absent. Vectors beside them may be selected too, and stay.</param>
/// <param name="Train">Which other parameters to train, by path, such as biases; none if absent. A matrix among them is trained itself,
/// without an adapter.</param>
/// <param name="Storage">The format that the frozen weights are held in: with 8 bits a quarter of their memory. No step decodes more than
/// the weights of one operator at a time.</param>
/// <example><code>
/// Layer encoder = Dense(256) >> Gelu() >> Dense(256);
/// var tuning = Training.Of(LowRank(encoder, rank: 4, where: path => path.EndsWith("weight")) >> Dense(3), SoftmaxCrossEntropy(), AdamW(1e-3));
/// </code></example>
public sealed partial record LowRank(
    Layer Inner,
    [Count] int Rank = 8,
    [Positive] double Alpha = 16,
    Func<string, bool>? Where = null,
    Func<string, bool>? Train = null,
    WeightFormat Storage = WeightFormat.Full
) : Layer
{
    /// <summary>Gets rank and α of a matrix by its path; <see cref="Rank"/> and <see cref="Alpha"/> for all if absent.</summary>
    internal Func<string, (int Rank, double Alpha)>? Sizes { get; init; }

    /// <summary>Gets the matrices not to adapt, by path. Unlike <see cref="Where"/> it selects none that could be told as unfit.</summary>
    internal Func<string, bool>? Except { get; init; }

    /// <summary>Gets a value indicating whether only matrices of dense layers are adapted, not tables and filters.</summary>
    internal bool IsLinear { get; init; }

    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    /// <exception cref="ShapeException">No matrix is selected to adapt, or no other parameter to train.</exception>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (scope.Parameters.IsMerged)
        {
            return scope.Within(Inner, x);
        }

        var known = new Dictionary<Expr, Adaptation>();
        var unfit = new List<string>();
        var wholes = new Dictionary<Expr, Adaptation>();
        var passed = new List<string>();
        var before = scope.Nexts();
        var use = scope.Parameters;
        var parameters = use with { Read = Adapted };
        var y = scope.Using(parameters.Freezing(path => Train?.Invoke(path) != true, Storage)).Within(Inner, x);
        if (known.Count == 0)
        {
            throw new ShapeException(
                nameof(LowRank),
                $"it adapts none of {Listing.Of(passed)}",
                "select paths of matrices, such as weights of dense layers, convolutions and embeddings"
            );
        }

        // That of a published configuration may be about layers around this one.
        if (Train is not null && Sizes is null && !passed.Exists(path => Train(path)))
        {
            throw new ShapeException(
                nameof(LowRank),
                $"it trains none of {Listing.Of(passed)} beside the adapters",
                "give the paths of some of them, or leave 'train' out"
            );
        }

        if (unfit.Count > 0)
        {
            throw new ShapeException(
                nameof(LowRank),
                $"it cannot adapt {Listing.Of(unfit)}, which {(unfit.Count == 1 ? "is" : "are")} not one matrix from inputs to outputs",
                "leave them out by 'where', or train them by 'train'"
            );
        }

        // The layer's slots continue from the same values.
        Expr[] slots =
        [
            .. scope.Nexts().Where(next => before.GetValueOrDefault(next.Key) != next.Value).Select(next => next.Key),
        ];
        var nexts = scope.Nexts();
        var rewritten = Expr.Rewrite([y, .. slots.Select(slot => nexts[slot])], Apart);
        foreach (var (slot, next) in slots.Zip(rewritten[1..]))
        {
            scope.Replace(slot, next);
        }

        return rewritten[0];

        Expr Adapted(Expr parameter)
        {
            var path = parameter.Variable!.Path;
            passed.Add(path);
            var read = use.Read?.Invoke(parameter) ?? parameter;
            var isTaken = Adaptation.Takes(parameter.Shape, Adaptation.RolesOf(parameter));
            var isMatrix = parameter.Shape.Sizes().Count(size => size > 1) > 1;
            if (!isTaken && isMatrix && Where?.Invoke(path) == true && Train?.Invoke(path) != true)
            {
                unfit.Add($"{path} {parameter.Shape}");
            }

            if (
                !isTaken
                || (IsLinear && !Adaptation.IsLinear(parameter))
                || Where?.Invoke(path) == false
                || Except?.Invoke(path) == true
                || Train?.Invoke(path) == true
            )
            {
                return read;
            }

            if (!known.TryGetValue(parameter, out var adaptation))
            {
                var (rank, alpha) = Sizes?.Invoke(path) ?? (Rank, Alpha);
                adaptation = known[parameter] = Adaptation.Of(scope, parameter, read, rank, alpha);
                wholes[adaptation.Whole] = adaptation;
                scope.Adapted(adaptation);
            }

            return adaptation.Whole;
        }

        Expr? Apart(Expr expr, Expr[] inputs)
        {
            var adaptation = inputs
                .Select(input => wholes.GetValueOrDefault(input.Op is Ops.TransposeOp ? input.Inputs[0] : input))
                .FirstOrDefault(one => one is not null);
            var apart = adaptation?.Apart(expr, inputs);
            var next = apart ?? expr.On(inputs);
            if (next != expr)
            {
                foreach (var made in Expr.Sort([next], inputs))
                {
                    scope.InheritPath(expr, made);
                }
            }

            return apart;
        }
    }
}
