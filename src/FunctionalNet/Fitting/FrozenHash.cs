using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FunctionalNet;

/// <summary>The identity of frozen weights: the SHA-256 of their paths, shapes and values. Each tensor is hashed once.</summary>
internal static class FrozenHash
{
    private static readonly ConditionalWeakTable<object, string> Known = [];

    /// <summary>The hash of the frozen weights of a state; null without any.</summary>
    public static string? Of<T>(TrainState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.FrozenPaths.IsEmpty)
        {
            return null;
        }

        var lines = state.FrozenValues.Select(value =>
            string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value.Shape} {Of(value.Value)}")
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static string Of<T>(Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Known.GetValue(tensor, _ => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(tensor.Span))));
}
