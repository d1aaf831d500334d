using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Models with adapters: the adapters alone, and the plain model with the adapters merged into its weights.</summary>
public static class Merging
{
    /// <summary>
    /// The model with its adapters merged: each matrix is W + α/r · A B, and the layer and its paths are those of the plain model.
    /// </summary>
    /// <remarks>Predictions are the same up to rounding. Frozen parameters (<see cref="Frozen"/>) become trainable.</remarks>
    /// <param name="model">A model with <see cref="LowRank"/> layers at any depth.</param>
    /// <returns>The plain model; the same values if there are no adapters.</returns>
    /// <example><code>byte[] file = trained.Model.Merge().ToOnnx();</code></example>
    public static Model<T> Merge<T>(this Model<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        var composed = model.Compose(new Shape(1).Append(model.Input));
        var values = model.Values;
        if (!composed.Adaptations.IsEmpty)
        {
            Expr[] wholes = [.. composed.Adaptations.Select(adaptation => adaptation.Whole)];
            Expr[] variables = [.. Expr.Sort(wholes).Where(expr => expr.Variable is not null)];
            var merged = Plan<T>
                .Compile(new Graph(variables, wholes), [], model.Team)
                .Run([.. variables.Select(variable => values[variable.Variable!.Path])]);
            values = values.SetItems(
                composed.Adaptations.Zip(merged, (adaptation, whole) => KeyValuePair.Create(adaptation.Path, whole))
            );
        }

        return new(Plain(model.Layer, model.Input), model.Input, values) { Recipe = model.Recipe, Team = model.Team };
    }

    /// <summary>
    /// The parameters and slots of a model that are not frozen, by path: adapters, and everything else that a step changes.
    /// </summary>
    /// <remarks>
    /// Several adapters can share one base: <c>model.With(french)</c> and <c>model.With(german)</c> are models that share its frozen
    /// weights and its plans without copies.
    /// </remarks>
    /// <param name="model">A model with <see cref="LowRank"/> or <see cref="Frozen"/> layers.</param>
    /// <example><code>var french = trained.Model.AdapterValues(); Model&lt;float&gt; speaker = state.Model.With(french);</code></example>
    public static ImmutableSortedDictionary<string, Tensor<T>> AdapterValues<T>(this Model<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        var composed = model.Compose(new Shape(1).Append(model.Input));
        return model.Values.RemoveRange(
            composed.Variables.Where(one => one.Variable!.IsFixed).Select(one => one.Variable!.Path)
        );
    }

    private static Layer Plain(Layer layer, Shape input)
    {
        var plain = layer;
        while (plain is LowRank or Frozen)
        {
            plain = plain is LowRank adapted ? adapted.Inner : ((Frozen)plain).Inner;
        }

        var trace = new Trace(isTraining: false);
        trace.Compose(plain, Expr.Input("input", new Shape(1).Append(input), plain.InputType));
        return trace.Adaptations.Count > 0 || trace.Variables.Any(one => one.Variable!.IsFixed)
            ? new Merged(plain)
            : plain;
    }
}
