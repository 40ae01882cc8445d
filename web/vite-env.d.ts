/// <reference types="react-dom/experimental" />
/// <reference types="vite/client" />
declare const __APP_VERSION__: string
declare const __APP_LANGUAGES__: readonly {
	tag: string
	name: string
	direction: 'ltr' | 'rtl'
	whole: readonly ('phone' | 'later' | 'desk')[]
	isAtDesk: boolean
	months?: readonly string[]
}[]
declare module '*.json?part=phone' {
	const texts: { readonly [section: string]: { readonly [name: string]: never } }
	export default texts
}
