import { useEffect, useRef, useState } from 'react'
import { useListKeys } from './use-list-keys.ts'

/** Search field: searches when typing pauses, not at each letter. The key / focuses it. */
export function SearchField({
	label,
	value,
	onChange,
}: {
	readonly label: string
	readonly value: string
	readonly onChange: (text: string) => void
}) {
	const [text, setText] = useState(value)
	const submitted = useRef(value)
	const latest = useRef(onChange)
	latest.current = onChange
	const field = useRef<HTMLInputElement>(null)
	useListKeys(field, { '/': () => field.current?.focus() })
	// the address was changed by a link or by going back
	useEffect(() => {
		if (value !== submitted.current) setText(value)
		submitted.current = value
	}, [value])
	useEffect(() => {
		if (text === submitted.current) return
		const pause = setTimeout(() => {
			submitted.current = text
			latest.current(text)
		}, 300)
		return () => clearTimeout(pause)
	}, [text])
	return (
		<label className="inline grow">
			<span>{label}</span>
			<input
				ref={field}
				type="search"
				dir="auto"
				aria-keyshortcuts="/"
				value={text}
				onChange={(event) => setText(event.target.value)}
			/>
		</label>
	)
}
