using System.Collections.Concurrent;

namespace FunctionalNet.Execution;

/// <summary>
/// A pool of resources that are expensive to create and own memory, such as plans: each is lent to one user at a time and then kept for the
/// next user with the same key. A key names the type of its values.
/// </summary>
internal sealed class ResourcePool<TKey>
    where TKey : notnull
{
    // Bounds the number of values kept for callers that always come with new keys, such as batch sizes.
    private const int KeptKeys = 32;

    private readonly ConcurrentDictionary<TKey, ConcurrentBag<object>> idle = [];

    public TValue Rent<TValue>(TKey key, Func<TKey, TValue> make)
        where TValue : class =>
        idle.TryGetValue(key, out var bag) && bag.TryTake(out var value) ? (TValue)value : make(key);

    public void Return(TKey key, object value)
    {
        if (!idle.ContainsKey(key) && idle.Count >= KeptKeys)
        {
            idle.Clear();
        }

        idle.GetOrAdd(key, _ => []).Add(value);
    }
}
