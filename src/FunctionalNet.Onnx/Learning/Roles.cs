using System.Collections.Immutable;
using Onnx;

namespace FunctionalNet.Learning;

/// <summary>
/// The role of each stored tensor. Files of this library store it; in others <see cref="Weights"/> finds the trainable ones; of the rest
/// scalars are constants, and tensors slots. Patterns make others trainable.
/// </summary>
internal sealed class Roles
{
    private readonly Dictionary<TensorProto, StoredRole> roles = new(ReferenceEqualityComparer.Instance);
    private readonly List<StoredNumbers> all;
    private readonly ImportOptions options;

    private Roles(ModelProto model, bool ours, ImportOptions options)
    {
        this.options = options;
        var graph = FlatGraph.Of(model);
        var learning = Weights.Of(graph);
        all = [.. graph.Stored.OrderBy(one => one.Key).Select(one => one.Value)];
        foreach (var (value, stored) in graph.Stored)
        {
            roles[stored.Tensor] = Of(stored, ours, learning.Contains(value));
        }

        foreach (var name in options.Train)
        {
            if (!all.Any(stored => IsNamed(stored, name)))
            {
                throw new FormatException($"'{name}' names no stored tensor that may learn; there are {Names()}");
            }
        }
    }

    /// <summary>The roles in a file.</summary>
    /// <param name="model">The file, with its external data.</param>
    /// <param name="ours">Whether this library wrote it.</param>
    /// <param name="options">Options with patterns of trainable tensors.</param>
    /// <exception cref="FormatException">A pattern matches no tensor, or the file is nested too deeply.</exception>
    public static Roles Of(ModelProto model, bool ours, ImportOptions options) => new(model, ours, options);

    /// <summary>The roles by name in a file that may be invalid, or use unsupported features.</summary>
    public static ImmutableSortedDictionary<string, StoredRole> AsWritten(ModelProto model)
    {
        if (model.Graph is null)
        {
            return ImmutableSortedDictionary<string, StoredRole>.Empty;
        }

        try
        {
            return new Roles(model, model.ProducerName == OnnxExport.Producer, new()).ByName(stored => stored.Name);
        }
        catch (FormatException)
        {
            return ImmutableSortedDictionary<string, StoredRole>.Empty;
        }
    }

    /// <summary>The role of a tensor.</summary>
    public StoredRole Of(TensorProto tensor) => roles.GetValueOrDefault(tensor, StoredRole.Constant);

    /// <summary>The roles by name, of initializers and other trainable tensors.</summary>
    /// <param name="path">The path of the variable of a tensor in the graph; null if it has none.</param>
    /// <exception cref="FormatException">A pattern matches only tensors that are needed at import, and cannot be trained.</exception>
    public ImmutableSortedDictionary<string, StoredRole> ByName(Func<StoredNumbers, string?> path)
    {
        foreach (var name in options.Train)
        {
            if (!all.Any(stored => IsNamed(stored, name) && path(stored) is not null))
            {
                throw new FormatException(
                    $"'{name}' names only numbers that an operator needs before the graph runs, or that are not used: they cannot be trained"
                );
            }
        }

        var named = ImmutableSortedDictionary.CreateBuilder<string, StoredRole>(StringComparer.Ordinal);
        foreach (var stored in all)
        {
            var variable = path(stored);
            var role = variable is null ? StoredRole.Constant : Of(stored.Tensor);
            if (stored.IsInitializer || role == StoredRole.Parameter)
            {
                named[variable ?? stored.Name] = role;
            }
        }

        return named.ToImmutable();
    }

    private StoredRole Of(StoredNumbers stored, bool ours, bool learns)
    {
        var (tensor, isInitializer) = (stored.Tensor, stored.IsInitializer);
        return !Trainability.IsOfNumbers(tensor) ? StoredRole.Constant
            : options.Train.Any(name => IsNamed(stored, name)) ? StoredRole.Parameter
            : Kinds.IsConstant(tensor.MetadataProps) ? StoredRole.Constant
            : Kinds.Of(tensor.MetadataProps, VariableKind.Parameter) != VariableKind.Parameter ? StoredRole.Slot
            : ours ? (isInitializer ? StoredRole.Parameter : StoredRole.Constant)
            : learns ? StoredRole.Parameter
            : isInitializer && (options.KeepsNumbers || Count(tensor) != 1) ? StoredRole.Slot
            : StoredRole.Constant;
    }

    private static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (all, size) => all * size);

    private static bool IsNamed(StoredNumbers stored, string pattern) =>
        Trainability.IsOfNumbers(stored.Tensor) && NamePattern.Matches(pattern, stored.Name);

    private string Names()
    {
        const int max = 10;
        string[] names = [.. all.Where(one => Trainability.IsOfNumbers(one.Tensor)).Select(one => one.Name)];
        return names.Length == 0 ? "none"
            : names.Length <= max ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(max))} and {names.Length - max} more";
    }
}
