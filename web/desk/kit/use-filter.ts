import { useLocation, useSearch } from 'wouter'
import { searchOf } from '../../api/search-of.ts'

/** Filter of a list. It is in the address, so that a view can be sent as a link. */
export function useFilter<Field extends string>(
	fields: readonly Field[],
): readonly [
	filter: { readonly [Name in Field]?: string },
	change: (next: { readonly [Name in Field]?: string }) => void,
] {
	const [path, go] = useLocation()
	const query = new URLSearchParams(useSearch())
	const filter = Object.fromEntries(
		fields.flatMap((name) => {
			const value = query.get(name)
			return value ? [[name, value]] : []
		}),
	) as { readonly [Name in Field]?: string }
	return [filter, (next) => go(`${path}?${searchOf({ ...filter, ...next })}`, { replace: true })]
}
