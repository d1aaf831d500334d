using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>Replaces values of parameters and slots by given ones.</summary>
internal static class GivenValues
{
    /// <summary>Values with some of them replaced.</summary>
    /// <exception cref="ArgumentException">Some have an unknown path or another shape; the message names all of them.</exception>
    public static ImmutableSortedDictionary<string, Tensor<T>> Into<T>(
        ImmutableSortedDictionary<string, Tensor<T>> values,
        IReadOnlyDictionary<string, Tensor<T>> given
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(given);
        string[] wrong =
        [
            .. given
                .Where(value => values.GetValueOrDefault(value.Key)?.Shape != value.Value.Shape)
                .Select(value =>
                    values.TryGetValue(value.Key, out var own)
                        ? $"{value.Key} is {own.Shape}, not {value.Value.Shape}"
                        : $"there is no {value.Key}"
                ),
        ];
        return wrong.Length == 0
            ? values.SetItems(
                given.Select(value => KeyValuePair.Create(value.Key, value.Value.HeldAs(values[value.Key].Format)))
            )
            : throw new ArgumentException(
                $"The values are of another model: {string.Join("; ", wrong)}. It has {Listing.Of(values.Keys)}.",
                nameof(given)
            );
    }
}
