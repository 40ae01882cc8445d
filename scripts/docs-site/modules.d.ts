/** Types of packages without any, as far as they are used. */
declare module '@11ty/eleventy' {
	export interface EleventyConfig {
		setIncludesDirectory(folder: string): void
		addTemplate(path: string, content: string, data: Readonly<Record<string, unknown>>): void
		addPassthroughCopy(paths: Readonly<Record<string, string>>): void
		amendLibrary(language: 'md', amend: (markdown: import('./markdown.ts').Markdown) => void): void
		addFilter(name: string, filter: (value: string) => unknown): void
	}
	export default class Eleventy {
		constructor(
			input: string,
			output: string,
			options: {
				readonly quietMode: boolean
				readonly config: (config: EleventyConfig) => void
			},
		)
		disableLogger(): void
		write(): Promise<unknown>
	}
}

declare module '*.css'
