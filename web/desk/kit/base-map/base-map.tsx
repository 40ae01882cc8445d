import './base-map.css'
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { baseMapApi } from '#shared/api/base-map'
import { asProblem } from '#shared/kernel/problem'
import { useTranslations } from '../../../ui/i18n.ts'
import type { Projection } from '../charts/projection.ts'
import { readStoredChoice, storeChoice } from '../stored-choice.ts'
import { useRoute } from '../use-server-data.ts'
import type { BaseMapArchive } from './archive.ts'
import type { Painter } from './painter.ts'
import type { Extent } from './tile-grid.ts'

const storageKey = 'zila-base-map-hidden'
/** One choice for all maps of a page. */
let isHidden = readStoredChoice(storageKey) === true
const listeners = new Set<() => void>()

function setHidden(hidden: boolean): void {
	isHidden = hidden
	storeChoice(storageKey, hidden)
	for (const listener of listeners) listener()
}

const useHidden = (): boolean =>
	useSyncExternalStore(
		(listener) => {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		() => isHidden,
	)

/** The reader of archives is loaded with the first map that has one. */
const loadReader = () => Promise.all([import('./archive.ts'), import('./painter.ts')])

/** An open base map. */
export interface OpenBaseMap {
	readonly archive: BaseMapArchive
	readonly createPainter: (canvas: HTMLCanvasElement, onFailure: (thrown: unknown) => void) => Painter
	/** Asks the server again: the file may have been replaced. */
	readonly reload: () => void
}

export interface BaseMapState {
	/** Null while it is hidden, is being opened, or cannot be opened: the map works without. */
	readonly open: OpenBaseMap | null
	readonly isHidden: boolean
}

/** The base map of the server, for a map that is on the page. Null if the server has none. */
export function useBaseMap(): BaseMapState | null {
	const { found, reload } = useRoute(baseMapApi.current, {})
	const hidden = useHidden()
	const [opened, setOpened] = useState<(OpenBaseMap & { readonly version: string }) | null>(null)
	const version = found?.version ?? null
	useEffect(() => {
		if (version === null || hidden) return
		let isLeft = false
		const open = async () => {
			const [{ openArchive }, { createPainter }] = await loadReader()
			const archive = await openArchive(version)
			if (isLeft) return
			setOpened({
				version,
				archive,
				createPainter: (canvas, onFailure) => createPainter(canvas, archive, onFailure),
				reload,
			})
		}
		// without it the map has its outlines
		open().catch(() => {})
		return () => {
			isLeft = true
		}
	}, [version, hidden, reload])
	if (version === null) return null
	return { open: !hidden && opened?.version === version ? opened : null, isHidden: hidden }
}

interface BaseMapLayerProps {
	readonly baseMap: BaseMapState | null
	readonly projection: Projection
	/** Visible part of the drawing: its `viewBox`. Default: all of it. */
	readonly view?: Extent
	/** False under a drawing with names of its own. Default true. */
	readonly hasNames?: boolean
}

/** Base map under a drawing: in a frame of class `map-ground`, before the drawing. */
export function BaseMapLayer({ baseMap, ...props }: BaseMapLayerProps) {
	return baseMap?.open ? <Canvas open={baseMap.open} {...props} /> : null
}

function Canvas({
	open,
	projection: { world, width, height },
	view = { x: 0, y: 0, width, height },
	hasNames = true,
}: Omit<BaseMapLayerProps, 'baseMap'> & { readonly open: OpenBaseMap }) {
	const { language } = useTranslations()
	const canvas = useRef<HTMLCanvasElement>(null)
	const painter = useRef<Painter>(null)
	useLayoutEffect(() => {
		if (!canvas.current) return
		painter.current = open.createPainter(canvas.current, (thrown) => {
			if (asProblem(thrown).code === 'not-found') open.reload()
		})
		return () => painter.current?.stop()
	}, [open])
	useLayoutEffect(() => {
		painter.current?.show({ world, view, ground: { x: 0, y: 0, width, height }, language, hasNames })
	})
	return <canvas ref={canvas} className={`base-map ${open.archive.kind}`} />
}

/** Button that hides the base map, and its attribution. */
export function BaseMapNote({ baseMap }: { readonly baseMap: BaseMapState | null }) {
	const { t } = useTranslations()
	if (!baseMap) return null
	const attribution = baseMap.open?.archive.attribution ?? ''
	return (
		<>
			{attribution !== '' && (
				<p className="hint">
					<bdi>{attribution}</bdi>
				</p>
			)}
			<div className="actions">
				<button type="button" className="plain small" onClick={() => setHidden(!baseMap.isHidden)}>
					{t(baseMap.isHidden ? 'charts.showBaseMap' : 'charts.hideBaseMap')}
				</button>
			</div>
		</>
	)
}
