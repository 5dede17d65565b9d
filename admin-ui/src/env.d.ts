declare module 'virtual:icons' {
  const icons: {
    prefix: string;
    width: number;
    height: number;
    icons: Record<string, { body: string }>;
  };
  export default icons;
}
