import type { ReactNode } from 'react'
import { AppBar } from './app-bar.tsx'

interface AppScreenProps {
	readonly title: ReactNode
	readonly subtitle?: ReactNode
	/** Screen that opens if the app was opened at this one. */
	readonly back: string
	/** Sticky row at the bottom. */
	readonly foot?: ReactNode
	readonly children: ReactNode
}

/** A screen outside a form: bar, padded page, and a foot if it has one. */
export function AppScreen({ title, subtitle, back, foot, children }: AppScreenProps) {
	return (
		<div className="app-screen">
			<AppBar title={title} subtitle={subtitle} back={back} />
			<main className="app-page">{children}</main>
			{foot && <footer className="app-foot">{foot}</footer>}
		</div>
	)
}
