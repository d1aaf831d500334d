using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The assignment of the tensors of a file to the parameters of a model, and back, by rules.</summary>
internal sealed class WeightMoves
{
    private readonly WeightRules rules;
    private readonly IReadOnlyDictionary<string, Shape> declared;
    private readonly List<Error> wrong = [];

    /// <param name="rules">The rules.</param>
    /// <param name="declared">The shapes of the model's parameters and slots by path.</param>
    public WeightMoves(WeightRules rules, IReadOnlyDictionary<string, Shape> declared) =>
        (this.rules, this.declared) = (rules, declared);

    /// <summary>
    /// The values of the model from those of a file. The error lists all tensors that are missing, left over or of another shape.
    /// </summary>
    public Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Read<T>(
        IReadOnlyDictionary<string, Tensor<T>> file
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, Tensor<T>>(StringComparer.Ordinal);
        var used = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var move in Moves(file.ContainsKey))
        {
            used.UnionWith(move.Theirs);
            string[] missing = [.. move.Theirs.Where(name => !file.ContainsKey(name))];
            if (missing.Length > 0)
            {
                Add($"the file has no {string.Join(", ", missing)} for {Told(move.Ours)}");
                continue;
            }

            foreach (var (path, value) in Received(move, [.. move.Theirs.Select(name => (name, file[name]))]))
            {
                read[path] = value;
            }
        }

        foreach (var name in file.Keys.Where(name => !used.Contains(name) && !rules.Any(rule => rule.Ignores(name))))
        {
            Tensor<T>[] same = [.. Same(name, file[name], read)];
            if (same.Length == 0)
            {
                Add($"the model has no {name} {file[name].Shape}");
            }
            else if (!Array.Exists(same, one => one.Span.SequenceEqual(file[name].Span)))
            {
                Add(
                    $"the model has no {name} {file[name].Shape} of its own: it is one parameter with another tensor of the file, whose numbers differ"
                );
            }
        }

        return wrong.Count == 0 ? read.ToImmutable() : Error.Many(wrong.ToArray());
    }

    /// <summary>The tensors of a file for the values of the model.</summary>
    public Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Write<T>(
        IReadOnlyDictionary<string, Tensor<T>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var written = ImmutableSortedDictionary.CreateBuilder<string, Tensor<T>>(StringComparer.Ordinal);
        foreach (var move in Moves(_ => true))
        {
            foreach (var (name, value) in Sent(move, [.. move.Ours.Select(path => values[path])]))
            {
                if (written.TryGetValue(name, out var other) && !other.Span.SequenceEqual(value.Span))
                {
                    Add(
                        $"{name} would be both {Told(move.Ours)} and another parameter, which differ: it is written only while they are equal"
                    );
                }

                written[name] = value;
            }
        }

        return wrong.Count == 0 ? written.ToImmutable() : Error.Many(wrong.ToArray());
    }

    // Each group of names and paths once, in the order of the paths.
    private List<Move> Moves(Func<string, bool> isThere)
    {
        var moves = new List<Move>();
        var done = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var path in declared.Keys)
        {
            if (done.Contains(path) || Of(path, isThere) is not { } move)
            {
                continue;
            }

            done.UnionWith(move.Ours);
            string[] absent = [.. move.Ours.Where(part => !declared.ContainsKey(part))];
            if (absent.Length > 0)
            {
                Add($"'{move.Rule}' speaks of {string.Join(", ", absent)}, which the model does not have");
                continue;
            }

            moves.Add(move);
        }

        return moves;
    }

    // Null if the parameter keeps its value.
    private Move? Of(string path, Func<string, bool> isThere)
    {
        Move? first = null;
        foreach (var rule in rules)
        {
            if (rule.Of(path) is not var (theirs, ours))
            {
                continue;
            }

            if (theirs.Length == 0)
            {
                return first is null ? null : first;
            }

            var move = new Move(rule, theirs, ours);
            if (theirs.All(isThere))
            {
                return move;
            }

            first ??= move;
        }

        var dotted = path.Replace('/', '.');
        return first ?? new Move(null, [isThere(dotted) || !isThere(path) ? dotted : path], [path]);
    }

    // What a tensor of the file is if it is a parameter that was read from another one, in the layout of the file.
    private IEnumerable<Tensor<T>> Same<T>(string name, Tensor<T> value, IReadOnlyDictionary<string, Tensor<T>> read)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from rule in rules
        where rule.Theirs.Take(2).Count() == 1
        from path in rule.PathsOf(name)
        where read.ContainsKey(path) && rule.Of(path)?.Ours.Length == 1
        let laid = rule.Axes is null ? read[path]
        : rule.Axes.Inverse.Infer(read[path].Shape) is null ? null
        : rule.Axes.Inverse.Apply(read[path])
        where laid is not null && laid.Shape == value.Shape
        select laid;

    private IEnumerable<(string Path, Tensor<T> Value)> Received<T>(Move move, (string Name, Tensor<T> Value)[] theirs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var laid = new List<Tensor<T>>();
        foreach (var (name, value) in theirs)
        {
            if (move.Rule?.Axes is { } layout && layout.Infer(value.Shape) is null)
            {
                Add($"{name} is {value.Shape} in the file, which '{layout}' does not take");
                return [];
            }

            laid.Add(move.Rule?.Axes?.Apply(value) ?? value);
        }

        Shape[] shapes = [.. move.Ours.Select(path => declared[path])];
        if (laid.Count == 1 && shapes.Length == 1)
        {
            if (laid[0].Shape == shapes[0])
            {
                return [(move.Ours[0], laid[0])];
            }
        }
        else if (
            TensorParts.Axis(move.Rule!.Axis, [.. laid.Select(tensor => tensor.Shape), .. shapes]) is { } axis
            && laid.Sum(tensor => (long)tensor.Shape[axis].Size) == shapes.Sum(shape => (long)shape[axis].Size)
        )
        {
            var whole = TensorParts.Join(axis, laid);
            return move.Ours.Zip(TensorParts.Split(whole, axis, [.. shapes.Select(shape => shape[axis].Size)]));
        }

        Add(
            $"{Told(move.Ours)} in the model is {string.Join(", ", theirs.Select(their => $"{their.Name} {their.Value.Shape}"))} in the file{Wanted()}"
        );
        return [];

        // The axes of the file are others than those of the model.
        string Wanted() =>
            shapes.Length == 1 && move.Rule?.Axes is { } layout && layout.Inverse.Infer(shapes[0]) is { } asked
                ? $", where '{layout}' wants {asked}"
                : string.Empty;
    }

    private IEnumerable<(string Name, Tensor<T> Value)> Sent<T>(Move move, Tensor<T>[] ours)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parts = ours;
        if (ours.Length + move.Theirs.Length > 2)
        {
            if (TensorParts.Axis(move.Rule!.Axis, [.. ours.Select(tensor => tensor.Shape)]) is not { } axis)
            {
                Add($"{Told(move.Ours)} cannot lie side by side along axis {move.Rule.Axis}");
                return [];
            }

            var whole = TensorParts.Join(axis, ours);
            var (count, size) = (move.Theirs.Length, whole.Shape[axis].Size);
            int[] sizes = move.Rule.Sizes.IsEmpty ? [.. Enumerable.Repeat(size / count, count)] : [.. move.Rule.Sizes];
            if (sizes.Length != count || sizes.Sum() != size)
            {
                Add(
                    $"{Told(move.Ours)} cannot be cut into {count} tensors of {string.Join(", ", sizes)} along axis {move.Rule.Axis}: give the Sizes of the rule"
                );
                return [];
            }

            parts = [.. TensorParts.Split(whole, axis, sizes)];
        }

        var back = move.Rule?.Axes?.Inverse;
        if (back is not null && Array.Find(parts, part => back.Infer(part.Shape) is null) is { } other)
        {
            Add($"{Told(move.Ours)} has a part of {other.Shape}, which '{back}' does not give");
            return [];
        }

        return move.Theirs.Zip(parts.Select(part => back?.Apply(part) ?? part));
    }

    private string Told(string[] paths) =>
        string.Join(", ", paths.Select(path => $"{path} {declared.GetValueOrDefault(path)}"));

    private void Add(string message) => wrong.Add(Error.New(message));

    /// <summary>A group of tensors of a file and the parameters that they correspond to.</summary>
    private sealed record Move(WeightRule? Rule, string[] Theirs, string[] Ours);
}
