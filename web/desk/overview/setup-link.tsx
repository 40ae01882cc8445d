import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'

interface SetupLinkProps {
	readonly href: string
	readonly children: ReactNode
}

/** A link to a part of a page of the desk. One of the documentation, or of the page that is open, is a plain link. */
export function SetupLink({ href, children }: SetupLinkProps) {
	const [path] = useLocation()
	const [page = '', part] = href.split('#')
	if (!page.startsWith('/desk'))
		return (
			<a href={href} target="_blank" rel="noreferrer">
				{children}
			</a>
		)
	return page === path ? <a href={`#${part ?? ''}`}>{children}</a> : <Link href={href}>{children}</Link>
}
