using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A tensor as the header of a safetensors file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">How its numbers are stored.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Begin">Its first byte behind the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record TensorEntry(string Name, NumberFormat Format, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>Whether shape and format need just these bytes. Counts without a product that overflows.</summary>
    public bool IsConsistent
    {
        get
        {
            var elements = Shape.Contains(0) ? 0L : 1L;
            foreach (var axis in Shape)
            {
                if (axis > int.MaxValue || elements * axis > int.MaxValue)
                {
                    return false;
                }

                elements *= axis;
            }

            return End - Begin == elements * Format.Bytes;
        }
    }
}
