using System.Collections;
using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The axes of a tensor, outermost first. Compared by value; a scalar has no axes.</summary>
/// <example><code>new Shape(32, 784).ToString() // "[32, 784]"</code></example>
public sealed class Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly ImmutableArray<Dim> dims;

    /// <summary>Initializes a new instance of the <see cref="Shape"/> class from its axes, outermost first.</summary>
    public Shape(params Dim[] dims) => this.dims = [.. dims];

    /// <summary>A shape of one axis: <c>training.Init(key, 784)</c>.</summary>
    public static implicit operator Shape(int size) => new(size);

    /// <summary>Gets the shape without axes.</summary>
    public static Shape Scalar { get; } = new();

    /// <summary>Gets the number of axes.</summary>
    public int Rank => dims.Length;

    /// <inheritdoc/>
    public int Count => dims.Length;

    /// <summary>Gets a value indicating whether every axis has a known size.</summary>
    public bool IsKnown => dims.All(d => d.IsKnown);

    /// <summary>Gets the number of elements: the product of the axes, 1 for a scalar.</summary>
    /// <exception cref="ShapeException">An axis is free, or there are more than 2³¹ - 1 elements.</exception>
    public int Size
    {
        get
        {
            var size = 1L;
            foreach (var dim in dims)
            {
                // An axis of size 0 makes the tensor empty, whatever the others are.
                if (dim.Size == 0)
                {
                    return 0;
                }

                size = size > int.MaxValue ? size : size * dim.Size;
            }

            return size > int.MaxValue ? throw Capacity.Exceeded(this, nameof(Size)) : (int)size;
        }
    }

    /// <inheritdoc/>
    public Dim this[int index] =>
        (uint)index < (uint)dims.Length
            ? dims[index]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The shape {this} has {Rank} axes.");

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two shapes differ in an axis.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <summary>The shape with known axes of these sizes.</summary>
    public static Shape Of(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new([.. sizes.Select(size => (Dim)size)]);
    }

    /// <summary>The axes <paramref name="start"/> to <paramref name="start"/> + <paramref name="length"/> - 1, so that <c>shape[1..]</c> works.</summary>
    public Shape Slice(int start, int length) => new([.. dims.AsSpan().Slice(start, length)]);

    /// <summary>This shape with <paramref name="dim"/> as its axis <paramref name="axis"/>.</summary>
    public Shape With(int axis, Dim dim) => new([.. dims.SetItem(axis, dim)]);

    /// <summary>This shape followed by the axes of <paramref name="inner"/>.</summary>
    public Shape Append(Shape inner) => new([.. dims, .. inner.dims]);

    /// <summary>The index of <paramref name="axis"/>, where -1 is the last.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis, string rule) =>
        axis >= -Rank && axis < Rank
            ? axis + (axis < 0 ? Rank : 0)
            : throw new ShapeException(
                rule,
                $"axis {axis} is outside {this}",
                Rank == 0 ? "give a tensor with an axis: a scalar has none" : $"use an axis from {-Rank} to {Rank - 1}"
            );

    /// <summary>The sizes of the axes.</summary>
    /// <exception cref="InvalidOperationException">An axis is free.</exception>
    public int[] Sizes() => [.. dims.Select(d => d.Size)];

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && dims.AsSpan().SequenceEqual(other.dims.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dim in dims)
        {
            hash.Add(dim);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)dims).GetEnumerator();

    /// <summary>The axes in brackets: <c>[batch, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", dims)}]";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
