import './key-figure.css'
import type { ReactNode } from 'react'
import { AllDistrictsLink } from './scope.tsx'

interface KeyFigureProps {
	readonly name: string
	readonly value: string
	readonly of?: string | undefined
	readonly note: string
	readonly href?: string | undefined
	readonly tone?: 'wait' | 'stop' | undefined
	readonly children?: ReactNode
}

/** One number with its name and a note, in a list of the class `key-figures`; with `href` it opens what it counts. */
export function KeyFigure({ name, value, of, note, href, tone, children }: KeyFigureProps) {
	const content = (
		<>
			<span className="key-name">{name}</span>
			<span className="key-value">
				<b>{value}</b> {of !== undefined && <span className="hint">{of}</span>}
			</span>
			{children}
			<span className={tone ? `key-note ${tone}` : 'key-note hint'}>{note}</span>
		</>
	)
	return (
		<li>
			{href === undefined ? <div>{content}</div> : <AllDistrictsLink href={href}>{content}</AllDistrictsLink>}
		</li>
	)
}
