// Small pictures of what stands in words beside them or for screen readers. They are drawn in the text's colour.

const paths = {
  /** Two people. */
  share: 'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-4.5 6a4.5 4.5 0 0 1 9 0ZM11 7a2 2 0 1 0-.6-3.9M11.5 9a4 4 0 0 1 3 4.5h-2',
  /** A pencil. */
  change: 'M10.5 3 13 5.5 5.5 13 2.5 13.5 3 10.5Z M9 4.5 11.5 7',
  /** A paper clip. */
  file: 'M10.5 5 6 9.5a1.4 1.4 0 0 0 2 2L12.5 7a2.8 2.8 0 0 0-4-4L4 7.5a4.2 4.2 0 0 0 6 6l3-3',
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round" stroke-linecap="round" />
    </svg>
  );
}
